// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import JSONText
package import Memberlist
import Messaging
import Reactor
import Synchronization

/// What a node hears, kept for those who read: its inbox, and the log of events.
///
/// Written to on the node's thread and read on those of HTTP, under a lock that nobody holds for
/// longer than it takes to copy a piece. Made before the node, so that nothing it hears is missed.
package final class Feed: Sendable {
    private struct State: Sendable {
        var inbox: Inbox
        var log: EventLog
        var repeats = RepeatFilter()
        var repeated: UInt64 = 0
        /// Where the gateway of this node listens, once it does.
        var address: String?
        var hook: (@Sendable (_ isMessage: Bool) -> Void)?
    }

    private let limits: FeedLimits
    private let state: Mutex<State>

    package convenience init(limits: FeedLimits = FeedLimits()) {
        // Like the version of the member list, so that numbers are higher after a restart. They
        // stay below 2^53, which is what a number in a browser holds.
        self.init(limits: limits, first: UInt64(max(1, WallClock.microseconds)))
    }

    init(limits: FeedLimits, first: UInt64) {
        self.limits = limits
        state = Mutex(
            State(
                inbox: Inbox(limits: limits.inbox, first: first),
                log: EventLog(limits: limits.events, first: first)
            )
        )
    }

    /// `hook` is told after each piece of news, on the thread that brings it, and must not block.
    func listen(at address: String, _ hook: @escaping @Sendable (_ isMessage: Bool) -> Void) {
        state.withLock {
            $0.address = address
            $0.hook = hook
        }
    }

    // MARK: The node's thread

    /// The node has heard something.
    package func hear(_ news: NodeNews) {
        let now = WallClock.microseconds / 1_000
        switch news {
        case .changed(let event, let isSelf):
            guard let type = EventType(event) else { return }
            let hook = state.withLock { state in
                let data = Self.data(of: event, isSelf, at: now, address: state.address)
                let id = state.log.next
                state.log.append(type, frame: EventFrame.event(type, id: id, data: data))
                return state.hook
            }
            hook?(false)
        case .received(let message, let sender, let isGossip, _):
            let isRepeated = isGossip && isRepeat(message)
            guard !isRepeated else { return }
            take(
                InboxMessage(
                    receivedAtUnixMilliseconds: now,
                    sender: sender,
                    carrier: MessageCarrier(message.path),
                    payload: message.payload
                )
            )
        }
    }

    /// A copy of a message that this node has sent has come further; on any thread.
    func hear(_ receipt: ReceiptBody) {
        var json = JSONWriter(capacity: 256)
        json.write(receipt)
        let hook = state.withLock { state in
            let id = state.log.next
            state.log.append(.receipt, frame: EventFrame.event(.receipt, id: id, data: json.bytes))
            return state.hook
        }
        hook?(false)
    }

    private func isRepeat(_ message: ReceivedMessage) -> Bool {
        guard let source = message.source else { return false }
        return state.withLock { state in
            guard state.repeats.isRepeat(message.payload, from: source, at: MonotonicClock.now)
            else { return false }
            state.repeated += 1
            return true
        }
    }

    private func take(_ message: InboxMessage) {
        let type = EventType(message)
        let fits = message.payload.count <= limits.eventPayloadBytes
        // Rendered outside of the lock, but for the two numbers.
        var body = MessageBody(message, sequence: 0, withPayload: fits)
        let hook = state.withLock { state in
            body.seq = state.inbox.append(message)
            var json = JSONWriter(capacity: 160 + (fits ? 3 * message.payload.count : 0))
            json.write(body)
            let id = state.log.next
            state.log.append(type, frame: EventFrame.event(type, id: id, data: json.bytes))
            return state.hook
        }
        hook?(true)
    }

    private static func data(
        of event: MemberEvent,
        _ isSelf: Bool,
        at now: Int64,
        address: String?
    ) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.openObject()
        json.member("at", Timestamp.rfc3339(unixMilliseconds: now))
        json.key("member")
        MemberListWriter(localHTTP: address).write(event.member, isSelf: isSelf, to: &json)
        json.closeObject()
        return json.bytes
    }

    // MARK: HTTP's threads

    /// See `Inbox.page`.
    func page(after: UInt64?, limit: Int, payloadBytes: Int, key: String?) -> InboxPage {
        state.withLock {
            $0.inbox.page(after: after, limit: limit, payloadBytes: payloadBytes, key: key)
        }
    }

    /// See `EventLog.start`.
    func start(after: UInt64?) -> (place: UInt64, gap: EventGap?) {
        state.withLock { $0.log.start(after: after) }
    }

    /// See `EventLog.read`.
    func read(
        from place: inout UInt64,
        _ types: EventTypes,
        into content: inout [UInt8],
        room: Int
    ) -> EventLog.Reading {
        state.withLock { $0.log.read(from: &place, types, into: &content, room: room) }
    }

    /// What is counted and kept, by the names it has in the API.
    var statistics: (counters: [String: UInt64], queues: [String: UInt64]) {
        state.withLock { state in
            (
                [
                    "inbox-messages-received": state.inbox.next - state.inbox.first,
                    "inbox-messages-forgotten": state.inbox.dropped,
                    "broadcast-repeats-dropped": state.repeated,
                    "events-forgotten": state.log.dropped,
                ],
                [
                    "inbox-messages": UInt64(state.inbox.count),
                    "inbox-bytes": UInt64(state.inbox.bytes),
                    "event-log-events": UInt64(state.log.count),
                    "event-log-bytes": UInt64(state.log.bytes),
                ]
            )
        }
    }
}

extension MessageCarrier {
    fileprivate init(_ path: MessagePath) {
        self =
            switch path {
            case .stream: .stream
            case .lane: .lane
            case .packet: .packet
            case .local: .local
            }
    }
}

extension EventType {
    /// `nil` for what is no change of a member's standing.
    fileprivate init?(_ event: MemberEvent) {
        switch event {
        case .joined: self = .memberJoin
        case .updated: self = .memberUpdate
        case .suspected: self = .memberSuspect
        case .recovered: self = .memberAlive
        case .died: self = .memberDead
        case .left: self = .memberLeave
        case .conflict: return nil
        }
    }
}
