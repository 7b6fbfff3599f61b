// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The async sequences that watch a node; a watcher never holds the node up.
///
/// Who subscribes on one thread hears all that happens afterwards, hence a lock and no mailbox.
final class Subscribers: Sendable {
    /// What a watcher may leave unread; past it, its sequence ends.
    private let bufferLimit: Int

    private typealias Watchers<Element> =
        [UInt64: AsyncThrowingStream<Element, any Error>.Continuation]

    private struct State {
        var events: Watchers<MemberEvent> = [:]
        var messages: Watchers<ReceivedMessage> = [:]
        var probes: Watchers<ProbeReply> = [:]
        var lastID: UInt64 = 0
        var isFinished = false
    }

    private let state = Mutex(State())

    /// Keeps at most `bufferLimit` unread elements for each watcher.
    init(bufferLimit: Int) { self.bufferLimit = bufferLimit }

    /// A sequence of all events from now on; ended when the node has.
    func subscribeToEvents() -> Subscription<MemberEvent> { subscribe(\.events) }

    /// A sequence of all messages from now on; ended when the node has.
    func subscribeToMessages() -> Subscription<ReceivedMessage> { subscribe(\.messages) }

    /// A sequence of all answered probes from now on; ended when the node has.
    func subscribeToProbes() -> Subscription<ProbeReply> { subscribe(\.probes) }

    /// Returns how many watchers were too slow, and have been ended.
    func publish(_ reply: ProbeReply) -> UInt64 {
        state.withLock { self.yield(reply, to: &$0.probes) }
    }

    /// Returns how many watchers were too slow, and have been ended.
    func publish(_ event: MemberEvent) -> UInt64 {
        state.withLock { self.yield(event, to: &$0.events) }
    }

    /// Returns how many watchers were too slow, and have been ended.
    func publish(_ message: ReceivedMessage) -> UInt64 {
        state.withLock { self.yield(message, to: &$0.messages) }
    }

    /// Ends every sequence.
    func finish() {
        state.withLock { state in
            for continuation in state.events.values { continuation.finish() }
            for continuation in state.messages.values { continuation.finish() }
            for continuation in state.probes.values { continuation.finish() }
            state = State(isFinished: true)
        }
    }

    private func subscribe<Element: Sendable>(
        _ watchers: WritableKeyPath<State, Watchers<Element>>
    ) -> Subscription<Element> {
        let (stream, continuation) = AsyncThrowingStream<Element, any Error>
            .makeStream(bufferingPolicy: .bufferingOldest(bufferLimit))
        state.withLock { state in
            guard !state.isFinished else { return continuation.finish() }
            state.lastID += 1
            state[keyPath: watchers][state.lastID] = continuation
        }
        return Subscription(elements: stream)
    }

    private func yield<Element: Sendable>(
        _ element: Element,
        to watchers: inout Watchers<Element>
    ) -> UInt64 {
        var lost: UInt64 = 0
        for (id, continuation) in watchers {
            switch continuation.yield(element) {
            case .enqueued: break
            case .dropped:
                lost += 1
                continuation.finish(throwing: SubscriptionError.fellBehind(limit: bufferLimit))
                watchers[id] = nil
            case .terminated: watchers[id] = nil
            @unknown default: break
            }
        }
        return lost
    }
}
