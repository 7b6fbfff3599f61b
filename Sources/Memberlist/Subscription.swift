// SPDX-License-Identifier: Apache-2.0

/// What a node tells from the moment it was asked, for one reader.
///
/// It ends when the node does, or when the task that reads it is cancelled. A reader that falls
/// too far behind gets what was kept for it, and then an error: nothing is left out in between.
/// Two readers of one subscription would share its elements; give each its own.
public struct Subscription<Element: Sendable>: AsyncSequence, Sendable {
    public typealias Failure = SubscriptionError

    public struct Iterator: AsyncIteratorProtocol {
        fileprivate var elements: AsyncThrowingStream<Element, any Error>.Iterator

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

    public func makeAsyncIterator() -> Iterator {
        Iterator(elements: elements.makeAsyncIterator())
    }
}
