// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Pages of programs and libraries that only the start needed.
///
/// Reading a command line, and the first use of every generic type, lead Swift's runtime through
/// the tables of the whole program; before that the loader went through those of every library.
/// Afterwards most of those pages are never looked at again.
enum StartPages {
    /// When a node has joined, gossiped, and answered for the first time; and again when the others
    /// have who may have been started with it.
    static let pauses: [Duration] = [.seconds(10), .seconds(20)]

    /// Gives all such pages back; what is used again comes back from the page cache.
    static func release() {
        guard let maps = try? InputFile.read("/proc/self/smaps", limitBytes: 1 << 20) else {
            return
        }
        for range in unchanged(String(decoding: maps, as: UTF8.self)) {
            madvise(
                UnsafeMutableRawPointer(bitPattern: range.lowerBound),
                Int(range.upperBound - range.lowerBound),
                MADV_DONTNEED
            )
        }
    }

    /// The mappings in `/proc/self/smaps` (proc(5)) that are as their files are, and stay so.
    ///
    /// Nobody may write to them, and the loader, which may, has not: nothing in them can be lost.
    static func unchanged(_ maps: String) -> [Range<UInt>] {
        var ranges: [Range<UInt>] = []
        var candidate: Range<UInt>?
        for line in maps.split(separator: "\n") {
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            guard let first = words.first else { continue }
            if !first.hasSuffix(":") {
                candidate = readOnlyFile(words)
            } else if first == "Anonymous:", words.count > 1, words[1] == "0", let range = candidate
            {
                ranges.append(range)
            }
        }
        return ranges
    }

    /// The addresses in the first line of a mapping, if it is of a file and not writable.
    private static func readOnlyFile(_ words: [Substring]) -> Range<UInt>? {
        guard words.count >= 6, ["r-xp", "r--p"].contains(words[1]), words[5].hasPrefix("/") else {
            return nil
        }
        let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard ends.count == 2, ends[0] < ends[1] else { return nil }
        return ends[0]..<ends[1]
    }
}
