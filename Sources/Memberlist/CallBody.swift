// SPDX-License-Identifier: Apache-2.0

/// A body that the other side of a call sends, in pieces and while it comes, for one reader.
///
/// At most 512 KiB that are not read wait here: a sender waits for its reader. The pieces are not
/// those that were written.
public struct CallBody: AsyncSequence, Sendable {
    /// Thrown once, instead of an end, when the body does not come to its end.
    public typealias Failure = CallError

    /// Hands out one piece after the other, and waits for the next.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let inlet: BodyInlet

        /// The next piece as soon as there is one, of a byte or more; `nil` at the end.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(CallError) -> [UInt8]? {
            try await inlet.next(isolation: actor)
        }
    }

    let inlet: BodyInlet

    /// The one reader of this body.
    public func makeAsyncIterator() -> Iterator { Iterator(inlet: inlet) }

    /// All of it.
    ///
    /// - Parameter limit: bytes that it may have.
    /// - Returns: what was not read before.
    /// - Throws: ``CallError/tooLarge(limit:)``, or why it does not come to its end.
    public func collect(upTo limit: Int) async throws(CallError) -> [UInt8] {
        var collector = BodyCollector(atMost: limit)
        while let piece = try await inlet.next() {
            collector.append(piece)
            if collector.isTooLarge { throw .tooLarge(limit: limit) }
        }
        return collector.bytes
    }
}
