// SPDX-License-Identifier: Apache-2.0

/// The content of a message on its way into a call, within what may be under way.
///
/// Small pieces that have to wait go out as one, so that frames never take more than they carry.
package struct RelaySender: Sendable {
    /// Bytes that may be written and not be taken.
    private let window: Int
    /// Bytes that are.
    private(set) var outstanding = 0
    private var backlog: [UInt8] = []
    /// How many of its bytes have gone: what is left is moved only when more comes.
    private var gone = 0
    private var end: [UInt8]?

    /// Bytes of content that go out as one piece at most.
    package static let largestPiece = 64 * 1024 - RelayWriter.overhead

    package init(window: Int) { self.window = window }

    /// Bytes that wait, here or on their way.
    package var held: Int { outstanding + waiting }

    private var waiting: Int { backlog.count - gone }

    package mutating func add(_ content: [UInt8]) {
        if backlog.isEmpty { return backlog = content }
        backlog.removeFirst(gone)
        gone = 0
        backlog += content
    }

    /// There is no more content; this goes out behind it.
    package mutating func close(with end: [UInt8]) { self.end = end }

    /// So many bytes that were written are on their way.
    package mutating func taken(_ count: Int) { outstanding = max(0, outstanding - count) }

    /// So many bytes were written by somebody else.
    package mutating func count(_ bytes: Int) { outstanding += bytes }

    /// All that waits, in frames, when that is so much at most; otherwise nothing.
    ///
    /// - Returns: the frames, and whether the end is among them.
    package mutating func all(upTo limit: Int) -> (bytes: [UInt8], isLast: Bool) {
        let count = waiting == 0 ? 0 : waiting + RelayWriter.overhead
        guard count + (end?.count ?? 0) <= limit else { return ([], false) }
        defer { (backlog, gone, end) = ([], 0, nil) }
        let content = waiting == 0 ? [] : RelayWriter.content(backlog[gone...])
        return (content + (end ?? []), end != nil)
    }

    /// What is to be written now, or `nil` while that has to wait.
    package mutating func next() -> (bytes: [UInt8], isLast: Bool)? {
        if !backlog.isEmpty {
            let room = window - outstanding - RelayWriter.overhead
            let count = min(waiting, Self.largestPiece)
            // A little at a time costs as much as a lot.
            guard room >= count || room >= window / 2 else { return nil }
            let piece = RelayWriter.content(backlog[gone..<gone + min(count, room)])
            gone += min(count, room)
            if waiting == 0 { (backlog, gone) = ([], 0) }
            outstanding += piece.count
            return (piece, false)
        }
        guard let end else { return nil }
        self.end = nil
        outstanding += end.count
        return (end, true)
    }
}
