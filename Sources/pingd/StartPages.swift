// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Pages of code that only the start needed.
///
/// Reading a command line, and the first use of every generic type, lead Swift's runtime through
/// the tables of the whole program. Afterwards most of those pages are never looked at again.
enum StartPages {
    /// When a node has joined, gossiped, and answered for the first time.
    static let settled = Duration.seconds(10)

    /// Gives all pages of code back; what is used again comes back from the page cache.
    ///
    /// Only mappings that can be executed and not written are touched, so nothing can be lost.
    static func release() {
        guard let maps = try? InputFile.read("/proc/self/maps", limitBytes: 1 << 20) else { return }
        for line in maps.split(separator: UInt8(ascii: "\n")) {
            guard let range = codeRange(String(decoding: line, as: UTF8.self)) else { continue }
            madvise(
                UnsafeMutableRawPointer(bitPattern: range.lowerBound),
                Int(range.upperBound - range.lowerBound),
                MADV_DONTNEED
            )
        }
    }

    /// The addresses of a line of `/proc/self/maps` (proc(5)), if it is code from a file.
    static func codeRange(_ line: String) -> Range<UInt>? {
        let words = line.split(separator: " ")
        guard words.count >= 6, words[1] == "r-xp", words[5].hasPrefix("/") else { return nil }
        let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard ends.count == 2, ends[0] < ends[1] else { return nil }
        return ends[0]..<ends[1]
    }
}
