// SPDX-License-Identifier: Apache-2.0

import Determinism

/// Limits that many connections have in common, held once for all of them.
package final class SharedLimits: Sendable {
    package let values: HTTPLimits
    /// The same for a body that is handed on in pieces, however long it is.
    let inPieces: HTTPLimits
    // The times in nanoseconds: deadlines are made of them for every request.
    let headTime: Int64
    let bodyProgress: Int64
    let bodyTime: Int64
    let idle: Int64
    let writeStall: Int64
    let linger: Int64

    package init(_ values: HTTPLimits) {
        self.values = values
        var inPieces = values
        inPieces.bodyBytes = .max
        inPieces.chunkOverheadBytes = .max
        self.inPieces = inPieces
        headTime = Self.bounded(values.headTime)
        bodyProgress = Self.bounded(values.bodyProgress)
        bodyTime = Self.bounded(values.bodyTime)
        idle = Self.bounded(values.idle)
        writeStall = Self.bounded(values.writeStall)
        linger = Self.bounded(values.linger)
    }

    /// At most a century, so that no sum with a moment overflows.
    private static func bounded(_ duration: Duration) -> Int64 {
        min(max(0, duration.nanoseconds), 100 * 365 * 86_400 * 1_000_000_000)
    }
}
