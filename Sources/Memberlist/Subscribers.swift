// SPDX-License-Identifier: Apache-2.0

/// The async sequences that watch a node; a watcher never holds the node up.
struct Subscribers {
    /// What a watcher may leave unread; past it, its sequence ends.
    static let bufferLimit = 4_096

    private var events: [UInt64: AsyncStream<MemberEvent>.Continuation] = [:]
    private var messages: [UInt64: AsyncStream<ReceivedMessage>.Continuation] = [:]
    private var lastID: UInt64 = 0

    mutating func add(_ continuation: AsyncStream<MemberEvent>.Continuation) {
        lastID += 1
        events[lastID] = continuation
    }

    mutating func add(_ continuation: AsyncStream<ReceivedMessage>.Continuation) {
        lastID += 1
        messages[lastID] = continuation
    }

    /// Returns how many watchers were too slow, and have been ended.
    mutating func publish(_ event: MemberEvent) -> UInt64 { Self.yield(event, to: &events) }

    /// Returns how many watchers were too slow, and have been ended.
    mutating func publish(_ message: ReceivedMessage) -> UInt64 {
        Self.yield(message, to: &messages)
    }

    mutating func finish() {
        for continuation in events.values { continuation.finish() }
        for continuation in messages.values { continuation.finish() }
        events = [:]
        messages = [:]
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
