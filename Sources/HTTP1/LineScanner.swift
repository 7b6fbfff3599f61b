// SPDX-License-Identifier: Apache-2.0

/// Finds line after line in bytes that arrive piece by piece, looking at each byte once.
///
/// A line ends with CR LF and with nothing else (stricter than RFC 9112 §2.2 allows); control
/// characters other than the tab are refused as soon as they are seen, so that the answer does
/// not depend on how the bytes were split.
struct LineScanner: Equatable, Sendable {
    private(set) var lineStart = 0
    private var scanned = 0

    enum Found: Equatable {
        /// Where the line lies, without its end.
        case line(Range<Int>)
        case more
        /// More than the limit's bytes have come without an end.
        case tooLong
        case flaw(RequestFlaw)
    }

    /// The next line of `bytes`, which begin where they began at the first call; it may have
    /// `limit` bytes without its end.
    mutating func next(in bytes: borrowing Span<UInt8>, limit: Int) -> Found {
        let stop = min(bytes.count, lineStart + limit + 1)
        var index = scanned
        while index < stop {
            let byte = bytes[unchecked: index]
            if byte >= ASCII.space && byte != ASCII.delete || byte == ASCII.tab {
                index += 1
                continue
            }
            guard byte == ASCII.carriageReturn else {
                return .flaw(byte == ASCII.lineFeed ? .bareLineFeed : .controlCharacter)
            }
            guard index + 1 < bytes.count else { break }
            guard bytes[index + 1] == ASCII.lineFeed else { return .flaw(.bareCarriageReturn) }
            let line = lineStart..<index
            lineStart = index + 2
            scanned = lineStart
            return .line(line)
        }
        scanned = index
        return index - lineStart > limit ? .tooLong : .more
    }
}
