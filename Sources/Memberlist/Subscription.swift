// SPDX-License-Identifier: Apache-2.0

/// What a node tells from the moment it was asked, for one reader.
///
/// It ends when the node does, or when the task that reads it is cancelled. A reader that falls
/// too far behind gets what was kept for it, and then an error: nothing is left out in between.
/// Two readers of one subscription would share its elements; give each its own.
public struct Subscription<Element: Sendable>: AsyncSequence, Sendable {
    /// Thrown once, instead of an end, when the reader fell behind.
    public typealias Failure = SubscriptionError

    /// Hands out one element after the other, and waits for the next.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate var elements: AsyncThrowingStream<Element, any Error>.Iterator

        /// The next element as soon as there is one; `nil` at the end.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(SubscriptionError) -> Element? {
            do {
                return try await elements.next(isolation: actor)
            } catch let error as SubscriptionError {
                throw error
            } catch {
                // Nothing else is ever thrown into the stream.
                return nil
            }
        }
    }

    let elements: AsyncThrowingStream<Element, any Error>

    /// The one reader of this subscription.
    public func makeAsyncIterator() -> Iterator {
        Iterator(elements: elements.makeAsyncIterator())
    }
}
