// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import JSONText
package import Journal
package import Logging
package import Memberlist
package import Messaging
import Reactor
import Synchronization

/// What a node hears, kept for those who read: its inbox, and the log of events.
///
/// Written to on the node's thread and read on those of HTTP, under a lock that nobody holds for
/// longer than it takes to copy a piece. Made before the node, so that nothing it hears is missed.
/// With a journal a message is shown once it is stored there, and the inbox in memory is the
/// newest part of the journal's.
package final class Feed: Sendable {
    private struct State: Sendable {
        var inbox: Inbox
        var log: EventLog
        var repeats = RepeatFilter()
        var parcels = ParcelFilter()
        var repeated: UInt64 = 0
        /// Where the gateway of this node listens, once it does.
        var address: String?
        var hook: (@Sendable (_ isMessage: Bool) -> Void)?

        init(_ limits: FeedLimits, inbox: UInt64, log: UInt64) {
            self.inbox = Inbox(limits: limits.inbox, first: inbox)
            self.log = EventLog(limits: limits.events, first: log)
        }
    }

    private let limits: FeedLimits
    private let state: Mutex<State>
    private let journal: OpenJournal?
    private let keeper: InboxKeeper?

    package convenience init(limits: FeedLimits = FeedLimits()) {
        // Like the version of the member list, so that numbers are higher after a restart. They
        // stay below 2^53, which is what a number in a browser holds.
        self.init(limits: limits, first: UInt64(max(1, WallClock.microseconds)))
    }

    init(limits: FeedLimits, first: UInt64) {
        self.limits = limits
        journal = nil
        keeper = nil
        state = Mutex(State(limits, inbox: first, log: first))
    }

    /// Keeps its inbox in a journal, which nobody else puts messages into.
    package static func keeping(
        in journal: OpenJournal,
        limits: FeedLimits = FeedLimits(),
        logger: Logger
    ) async throws(JournalError) -> Feed {
        let places = try await journal.perform(
            .lanePlaces(limit: InboxKeeper.placeLimit),
            at: WallClock.milliseconds
        )
        return Feed(limits: limits.ofNewest, journal, places, logger)
    }

    private init(
        limits: FeedLimits,
        _ journal: OpenJournal,
        _ places: [StreamPlace],
        _ logger: Logger
    ) {
        self.limits = limits
        self.journal = journal
        let log = UInt64(max(1, WallClock.microseconds))
        state = Mutex(State(limits, inbox: journal.statistics.inboxNext, log: log))
        let keeper = InboxKeeper(journal, places: places, logger: logger)
        self.keeper = keeper
        keeper.whenStored { [weak self] in self?.show($0) }
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
        case .received(let received, let sender, let isGossip, let custody):
            let isRepeated = isGossip && isRepeat(received)
            guard !isRepeated else { return }
            let message = InboxMessage(
                receivedAtUnixMilliseconds: now,
                sender: sender,
                carrier: MessageCarrier(received.path),
                payload: received.payload
            )
            if let keeper {
                keeper.take(message, custody)
            } else {
                show(message) { $0.append(message) }
                custody?.accept()
            }
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

    /// Takes a parcel of a member's outbox, on the node's thread.
    ///
    /// - `completion`: told when all of it is kept, or cannot be.
    /// - Returns: false when there is no room for it now.
    func take(
        _ parcel: OutboxParcel,
        of sender: String,
        _ completion: @escaping @Sendable (_ isKept: Bool) -> Void
    ) -> Bool {
        let now = WallClock.microseconds / 1_000
        let arrivals = parcel.entries.map { entry in
            let message = InboxMessage(
                receivedAtUnixMilliseconds: now,
                sender: sender,
                carrier: .lane,
                payload: entry.payload
            )
            let stream = StreamID.outbox(parcel.identity)
            return (message, StreamPlace(peer: sender, stream: stream, sequence: entry.number))
        }
        if let keeper { return keeper.take(arrivals, completion) }
        for (message, place) in arrivals where !state.withLock({ $0.parcels.isRepeat(place) }) {
            show(message) { $0.append(message) }
        }
        completion(true)
        return true
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

    /// Shows what the journal keeps, on its thread.
    private func show(_ kept: [InboxKeeper.Kept]) {
        for (sequence, message) in kept {
            show(message) { inbox in
                inbox.append(message, as: sequence)
                return sequence
            }
        }
    }

    private func show(_ message: InboxMessage, _ append: (inout Inbox) -> UInt64) {
        let type = EventType(message)
        let fits = message.payload.count <= limits.eventPayloadBytes
        // Rendered outside of the lock, but for the two numbers.
        var body = MessageBody(message, sequence: 0, withPayload: fits)
        let hook = state.withLock { state in
            body.seq = append(&state.inbox)
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

    /// Where to read what comes after that number; `nil` when it is in memory.
    func history(after: UInt64?) -> InboxHistory? {
        guard let journal else { return nil }
        let newest = state.withLock { $0.inbox.oldest }
        guard (after ?? 0) < newest - 1, journal.statistics.inboxOldest < newest else { return nil }
        return InboxHistory(journal: journal)
    }

    /// Up to where everything is stored of a peer's lane; for `NodeSettings.acceptedBefore`.
    package func accepted(of peer: String) -> LaneReceipt? { keeper?.accepted(of: peer) }

    /// Whether the node leaves it to this feed to say what is kept.
    package var takesCustody: Bool { keeper != nil }

    /// Why no message can be stored at the moment; `nil` when it can, or need not be.
    var trouble: JournalError? { keeper?.trouble }

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
        var (counters, queues) = state.withLock { state in
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
        guard let journal, let keeper else { return (counters, queues) }
        let (kept, stored) = (keeper.statistics, journal.statistics)
        counters.merge(kept.counters) { $1 }
        queues.merge(kept.queues) { $1 }
        counters["inbox-messages-forgotten"] = stored.inboxOldest - stored.inboxFirst
        queues["inbox-messages"] = UInt64(stored.inboxMessages)
        queues["inbox-bytes"] = UInt64(stored.inboxBytes)
        return (counters, queues)
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
