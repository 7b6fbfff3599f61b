// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Journal
import Logging
import Memberlist
import Messaging
import Reactor
import Synchronization

/// Puts what arrives into the journal, and hands it on once it is there for good.
///
/// One transaction is under way at a time, and what comes meanwhile goes into the next: so
/// nothing overtakes what could not be stored. That is tried again until it can be; the peers of
/// lanes are told of nothing before.
final class InboxKeeper: Sendable {
    struct Limits: Sendable {
        /// Messages of one transaction.
        var batchMessages = 1_024
        /// Bytes of the messages of one transaction; one alone may have more.
        var batchBytes = 8 * 1024 * 1024
        /// Messages that wait and have not come by lane; a further one is lost, or refused where
        /// the sender keeps it.
        ///
        /// Lanes have limits of their own.
        var waitingMessages = 16_384
        /// Bytes of those.
        var waitingBytes = 64 * 1024 * 1024
        /// How long after a failure it is tried again.
        var pause: Duration = .seconds(1)
    }

    /// A message and its number in the inbox.
    typealias Kept = (sequence: UInt64, message: InboxMessage)

    fileprivate struct Arrival: Sendable {
        let message: InboxMessage
        let origin: Origin

        /// Whether it counts against the limits for what waits.
        var isBounded: Bool { if case .lane = origin { false } else { true } }
    }

    fileprivate enum Origin: Sendable {
        /// A packet or a stream of its own: nobody else has it.
        case loose
        case lane(Custody)
        /// An outbox; with the last message of a parcel, who waits for it.
        case outbox(StreamPlace, Completion?)
    }

    /// Told whether everything is kept.
    typealias Completion = @Sendable (Bool) -> Void

    private struct State: Sendable {
        var waiting: Deque<Arrival> = []
        /// Of the waiting, such as are no lane's.
        var bounded = (messages: 0, bytes: 0)
        /// Whether a transaction is under way, or a pause after one that failed.
        var isBusy = false
        /// Why the last transaction failed, if it did.
        var trouble: JournalError?
        /// Up to where everything is stored of a peer's lane.
        var places: [String: LaneReceipt]
        var show: (@Sendable ([Kept]) -> Void)?
        var lost: UInt64 = 0
        var repeated: UInt64 = 0
    }

    /// Peers whose place is known without asking the journal, which knows the others' too.
    static let placeLimit = 65_536

    private let journal: OpenJournal
    private let limits: Limits
    private let logger: Logger
    private let state: Mutex<State>

    /// - `places`: of the lanes, as the journal has them.
    init(
        _ journal: OpenJournal,
        places: [StreamPlace],
        limits: Limits = Limits(),
        logger: Logger
    ) {
        self.journal = journal
        self.limits = limits
        self.logger = logger
        var receipts: [String: LaneReceipt] = [:]
        for place in places {
            guard let receipt = LaneReceipt(place) else { continue }
            receipts[place.peer] = receipts[place.peer] ?? receipt
        }
        state = Mutex(State(places: receipts))
    }

    /// `show` is told on the journal's thread of what is stored, in order, before its senders are.
    func whenStored(_ show: @escaping @Sendable ([Kept]) -> Void) {
        state.withLock { $0.show = show }
    }

    /// Up to where everything is stored of a peer's lane; any thread may ask.
    func accepted(of peer: String) -> LaneReceipt? { state.withLock { $0.places[peer] } }

    /// Why nothing can be stored at the moment; `nil` when it can.
    var trouble: JournalError? { state.withLock { $0.trouble } }

    /// What is counted and waits, by the names it has in the API.
    var statistics: (counters: [String: UInt64], queues: [String: UInt64]) {
        state.withLock { state in
            (
                ["inbox-messages-lost": state.lost, "inbox-messages-repeated": state.repeated],
                ["inbox-messages-unstored": UInt64(state.waiting.count)]
            )
        }
    }

    /// Takes a message; on any thread, and of one sender always on the same.
    func take(_ message: InboxMessage, _ custody: Custody?) {
        let origin: Origin = custody.map { .lane($0) } ?? .loose
        guard !take([Arrival(message: message, origin: origin)]) else { return }
        state.withLock { $0.lost += 1 }
    }

    /// Takes the messages of a parcel, all or none.
    ///
    /// - `completion`: told when all of them are kept, or cannot be.
    /// - Returns: false when there is no room for them now.
    func take(
        _ messages: [(InboxMessage, StreamPlace)],
        _ completion: @escaping Completion
    ) -> Bool {
        take(
            messages.enumerated().map { index, arrival in
                let isLast = index == messages.count - 1
                let origin = Origin.outbox(arrival.1, isLast ? completion : nil)
                return Arrival(message: arrival.0, origin: origin)
            }
        )
    }

    private func take(_ arrivals: [Arrival]) -> Bool {
        let (isTaken, isFirst) = state.withLock { state in
            if let trouble = state.trouble, !trouble.canGoOn { return (false, false) }
            if let first = arrivals.first, first.isBounded {
                let bytes = arrivals.reduce(0) { $0 + $1.message.payload.count }
                guard state.bounded.messages + arrivals.count <= limits.waitingMessages,
                    state.bounded.bytes + bytes <= limits.waitingBytes
                else { return (false, false) }
                state.bounded.messages += arrivals.count
                state.bounded.bytes += bytes
            }
            state.waiting.append(contentsOf: arrivals)
            defer { state.isBusy = true }
            return (true, !state.isBusy)
        }
        if isFirst { store() }
        return isTaken
    }

    /// Stores the next of what waits; nothing else is under way.
    private func store() {
        let batch = state.withLock { state in
            let batch = takeBatch(&state)
            if batch.isEmpty { state.isBusy = false }
            return batch
        }
        guard !batch.isEmpty else { return }
        let arrivals = batch.map { (JournalMessage($0.message), $0.place) }
        journal.perform(.receiveAll(arrivals), at: WallClock.milliseconds) { [weak self] result in
            guard let self else { return }
            switch result {
            case .success(let receipts): stored(batch, receipts)
            case .failure(let error): failed(batch, error)
            }
        }
    }

    private func takeBatch(_ state: inout State) -> [Arrival] {
        var batch: [Arrival] = []
        var bytes = 0
        // One that is refused for what it is must not take others with it.
        let most = state.trouble?.isOfTheMessage == true ? 1 : limits.batchMessages
        while batch.count < most, let next = state.waiting.first {
            bytes += next.message.payload.count
            guard batch.isEmpty || bytes <= limits.batchBytes else { break }
            batch.append(next)
            state.waiting.removeFirst()
        }
        return batch
    }

    private func stored(_ batch: [Arrival], _ receipts: [Receipt]) {
        var kept: [Kept] = []
        var custodies: [String: Custody] = [:]
        kept.reserveCapacity(batch.count)
        for (arrival, receipt) in zip(batch, receipts) {
            if case .stored(let sequence) = receipt { kept.append((sequence, arrival.message)) }
            if case .lane(let custody) = arrival.origin { custodies[custody.peer] = custody }
        }
        let (isOver, show) = state.withLock { state in
            release(batch, &state)
            state.repeated += UInt64(batch.count - kept.count)
            for (peer, custody) in custodies
            where state.places.count < Self.placeLimit || state.places[peer] != nil {
                state.places[peer] = custody.receipt
            }
            defer { state.trouble = nil }
            return (state.trouble != nil, state.show)
        }
        if isOver { logger.notice("messages can be stored again") }
        show?(kept)
        for custody in custodies.values { custody.accept() }
        Self.tell(batch, true)
        store()
    }

    private func failed(_ batch: [Arrival], _ error: JournalError) {
        let (isNews, lost) = state.withLock { state in
            let isNews = state.trouble == nil
            state.trouble = error
            guard !error.canGoOn || batch.isOnlyLoose && error.isOfTheMessage else {
                state.waiting.prepend(contentsOf: batch)
                return (isNews, [Arrival]())
            }
            var lost = batch
            release(batch, &state)
            if !error.canGoOn {
                lost += state.waiting
                state.waiting = []
                state.bounded = (0, 0)
            }
            state.lost += UInt64(lost.count)
            return (isNews, lost)
        }
        if isNews {
            logger.error("messages cannot be stored", metadata: ["reason": "\(error)"])
        }
        Self.tell(lost, false)
        guard error.canGoOn else { return }
        journal.after(limits.pause) { [weak self] in self?.store() }
    }

    private static func tell(_ arrivals: [Arrival], _ isKept: Bool) {
        for case .outbox(_, let completion?) in arrivals.map(\.origin) { completion(isKept) }
    }

    private func release(_ batch: [Arrival], _ state: inout State) {
        for arrival in batch where arrival.isBounded {
            state.bounded.messages -= 1
            state.bounded.bytes -= arrival.message.payload.count
        }
    }
}

extension InboxKeeper.Arrival {
    /// Where it stands among what its sender numbers.
    fileprivate var place: StreamPlace? {
        switch origin {
        case .loose: return nil
        case .outbox(let place, _): return place
        case .lane(let custody):
            let life = custody.receipt.life
            return StreamPlace(
                peer: custody.peer,
                stream: .lane(high: life.high, low: life.low),
                sequence: custody.receipt.number
            )
        }
    }
}

extension [InboxKeeper.Arrival] {
    /// Whether it is one message that may go lost.
    fileprivate var isOnlyLoose: Bool {
        if count == 1, case .loose = self[0].origin { true } else { false }
    }
}

extension LaneReceipt {
    /// `nil` for a place in another kind of stream.
    fileprivate init?(_ place: StreamPlace) {
        guard case .lane(let high, let low) = place.stream,
            let life = LaneLife(high: high, low: low)
        else { return nil }
        self.init(life: life, number: place.sequence)
    }
}

extension JournalError {
    /// Whether it may be what was to be stored that was refused, not the storing.
    fileprivate var isOfTheMessage: Bool {
        switch self {
        case .refused, .tooLarge: true
        default: false
        }
    }
}

extension JournalMessage {
    init(_ message: InboxMessage) {
        self.init(
            receivedAtUnixMilliseconds: message.receivedAtUnixMilliseconds,
            sender: message.sender,
            carrier: message.carrier.rawValue,
            payload: message.payload
        )
    }
}

extension InboxMessage {
    init(_ message: JournalMessage) {
        self.init(
            receivedAtUnixMilliseconds: message.receivedAtUnixMilliseconds,
            sender: message.sender,
            // What a later version has words for came on a way of its own.
            carrier: MessageCarrier(rawValue: message.carrier) ?? .stream,
            payload: message.payload
        )
    }
}
