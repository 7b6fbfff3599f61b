// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The async sequences that watch a node; a watcher never holds the node up.
///
/// Who subscribes on one thread hears all that happens afterwards, hence a lock and no mailbox.
final class Subscribers: Sendable {
    /// What a watcher may leave unread; past it, its sequence ends.
    static let bufferLimit = 4_096

    private struct State {
        var events: [UInt64: AsyncStream<MemberEvent>.Continuation] = [:]
        var messages: [UInt64: AsyncStream<ReceivedMessage>.Continuation] = [:]
        var lastID: UInt64 = 0
        var isFinished = false
    }

    private let state = Mutex(State())

    /// A sequence of all events from now on; ended when the node has.
    func subscribeToEvents() -> AsyncStream<MemberEvent> {
        let (stream, continuation) = AsyncStream<MemberEvent>.makeStream(
            bufferingPolicy: .bufferingOldest(Self.bufferLimit)
        )
        state.withLock { state in
            guard !state.isFinished else { return continuation.finish() }
            state.lastID += 1
            state.events[state.lastID] = continuation
        }
        return stream
    }

    /// A sequence of all messages from now on; ended when the node has.
    func subscribeToMessages() -> AsyncStream<ReceivedMessage> {
        let (stream, continuation) = AsyncStream<ReceivedMessage>.makeStream(
            bufferingPolicy: .bufferingOldest(Self.bufferLimit)
        )
        state.withLock { state in
            guard !state.isFinished else { return continuation.finish() }
            state.lastID += 1
            state.messages[state.lastID] = continuation
        }
        return stream
    }

    /// Returns how many watchers were too slow, and have been ended.
    func publish(_ event: MemberEvent) -> UInt64 {
        state.withLock { Self.yield(event, to: &$0.events) }
    }

    /// Returns how many watchers were too slow, and have been ended.
    func publish(_ message: ReceivedMessage) -> UInt64 {
        state.withLock { Self.yield(message, to: &$0.messages) }
    }

    /// Ends every sequence.
    func finish() {
        state.withLock { state in
            for continuation in state.events.values { continuation.finish() }
            for continuation in state.messages.values { continuation.finish() }
            state = State(isFinished: true)
        }
    }

    private static func yield<Element: Sendable>(
        _ element: Element,
        to watchers: inout [UInt64: AsyncStream<Element>.Continuation]
    ) -> UInt64 {
        var lost: UInt64 = 0
        for (id, continuation) in watchers {
            switch continuation.yield(element) {
            case .enqueued: break
            case .dropped:
                lost += 1
                continuation.finish()
                watchers[id] = nil
            case .terminated: watchers[id] = nil
            @unknown default: break
            }
        }
        return lost
    }
}
