// SPDX-License-Identifier: Apache-2.0

/// Bytes that wait to be written, large pieces where they lie and small ones joined.
struct OutgoingPieces: Sendable {
    private struct Piece: Sendable {
        var bytes: [UInt8]
        /// How many of them are content.
        var content: Int
    }

    /// From here on a piece is not copied to join another.
    private static let largeBytes = 8 * 1024

    private var pieces: [Piece] = []
    private var first = 0
    /// Bytes of the first piece that are out.
    private var written = 0
    /// Bytes that wait.
    private(set) var count = 0
    /// Bytes of content that wait; a piece is counted until all of it is out.
    private(set) var content = 0

    var isEmpty: Bool { count == 0 }

    /// Adds bytes that are no content.
    mutating func append(_ build: (inout [UInt8]) -> Void) {
        makeLastSmall()
        let last = pieces.count - 1
        let before = pieces[last].bytes.count
        build(&pieces[last].bytes)
        count += pieces[last].bytes.count - before
    }

    /// Adds content.
    mutating func append(content bytes: [UInt8]) {
        count += bytes.count
        content += bytes.count
        guard bytes.count < Self.largeBytes else {
            pieces.append(Piece(bytes: bytes, content: bytes.count))
            return
        }
        makeLastSmall()
        let last = pieces.count - 1
        pieces[last].bytes.append(contentsOf: bytes)
        pieces[last].content += bytes.count
    }

    private mutating func makeLastSmall() {
        if first < pieces.count, let last = pieces.last, last.bytes.count < Self.largeBytes {
            return
        }
        pieces.append(Piece(bytes: [], content: 0))
    }

    /// Calls `body` with the next bytes, in two pieces of which the second may be empty.
    func withNext<Result>(
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Result
    ) -> Result {
        guard first < pieces.count else {
            return body(UnsafeRawBufferPointer(start: nil, count: 0), .init(start: nil, count: 0))
        }
        return pieces[first].bytes.withUnsafeBytes { one in
            let rest = UnsafeRawBufferPointer(rebasing: one[written...])
            guard first + 1 < pieces.count else { return body(rest, .init(start: nil, count: 0)) }
            return pieces[first + 1].bytes.withUnsafeBytes { body(rest, $0) }
        }
    }

    /// So many bytes are out.
    ///
    /// - Returns: how many bytes of content are out with them.
    mutating func take(_ number: Int) -> Int {
        var left = min(max(0, number), count)
        count -= left
        var done = 0
        while first < pieces.count, left >= pieces[first].bytes.count - written {
            left -= pieces[first].bytes.count - written
            done += pieces[first].content
            written = 0
            pieces[first].bytes = []
            first += 1
        }
        written += left
        content -= done
        if first == pieces.count {
            pieces.removeAll(keepingCapacity: true)
            first = 0
        } else if first >= 32 {
            pieces.removeSubrange(..<first)
            first = 0
        }
        return done
    }

    /// Forgets all that waits.
    ///
    /// - Returns: how many bytes of content are given up.
    mutating func removeAll() -> Int {
        defer { self = OutgoingPieces() }
        return content
    }
}
