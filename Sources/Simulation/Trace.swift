// SPDX-License-Identifier: Apache-2.0

import Determinism

/// A run, one entry per event: a hash for comparing two runs, and the lines when they are wanted.
package struct Trace: Sendable {
    /// FNV-1a over every entry so far.
    package private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    package private(set) var count = 0
    /// Empty unless lines are kept.
    package private(set) var lines: [String] = []
    private let keepsLines: Bool

    /// - Parameter keepsLines: whether `lines` is filled; a long run has millions.
    package init(keepsLines: Bool = false) { self.keepsLines = keepsLines }

    mutating func record(_ entry: TraceEntry) {
        count += 1
        mix(UInt64(bitPattern: entry.at.nanoseconds))
        mix(UInt64(entry.verb.rawValue) << 56 ^ UInt64(entry.node) << 28 ^ UInt64(entry.other))
        mix(UInt64(truncatingIfNeeded: entry.amount))
        mix(entry.digest)
        if keepsLines { lines.append(entry.description) }
    }

    /// FNV-1a of some bytes.
    static func digest(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// Whole words: byte by byte would cost more than the rest of a run.
    private mutating func mix(_ word: UInt64) {
        hash = (hash ^ word) &* 0x100_0000_01B3
        hash ^= hash >> 29
    }
}
