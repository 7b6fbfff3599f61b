// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import Journal
import Memberlist
import Messaging
import Reactor
import Synchronization

/// Brings what waits in the journal's outbox to its recipients, and tells what became of it.
///
/// To each recipient one parcel is under way at a time, oldest messages first, and the next goes
/// when that is settled: so their order holds, and the recipient knows from the numbers what it
/// has already. Members that confirm nothing are sent the messages one by one.
final class OutboxDesk: Sendable {
    private static let callTimeout: Duration = .seconds(30)
    private static let longestPause: Duration = .seconds(60)
    /// Recipients that are read from the journal at once, and messages whose time is over.
    private static let pieces = 1_000

    /// What is under way to one recipient.
    private struct Course: Sendable {
        /// Whether somebody is at work for it; if not, it waits for the member to be alive.
        var isBusy = true
        /// Whether something has come since it was looked what waits.
        var mustLookAgain = false
    }

    private struct State: Sendable {
        var courses: [String: Course] = [:]
        /// Whether those who wait for a member are about to look.
        var isWaking = false
        /// When the next message's time is over, as far as somebody waits for that.
        var alarm: Int64?
        var delivered: UInt64 = 0
        var sent: UInt64 = 0
        var expired: UInt64 = 0
        var retries: UInt64 = 0
    }

    let journal: OpenJournal
    private let access: NodeAccess
    private let receipts: ReceiptDesk
    private let state = Mutex(State())

    init(_ journal: OpenJournal, _ access: NodeAccess, _ receipts: ReceiptDesk) {
        self.journal = journal
        self.access = access
        self.receipts = receipts
    }

    /// What is counted and waits, in the journal too, by the names it has in the API.
    var statistics: (counters: [String: UInt64], queues: [String: UInt64]) {
        let stored = journal.statistics
        return state.withLock { state in
            (
                [
                    "outbox-delivered": state.delivered, "outbox-sent": state.sent,
                    "outbox-expired": state.expired, "outbox-retries": state.retries,
                    "journal-commits": stored.commits, "journal-failures": stored.failures,
                ],
                [
                    "outbox-messages": UInt64(stored.outboxMessages),
                    "outbox-bytes": UInt64(stored.outboxBytes),
                    "journal-commands-waiting": UInt64(stored.queued),
                    "journal-log-bytes": UInt64(stored.logBytes),
                ]
            )
        }
    }

    // MARK: What is given to it

    /// Begins with what an earlier process has left.
    func begin() {
        lookForRecipients(after: "")
        lookForExpired()
    }

    private func lookForRecipients(after name: String) {
        perform(.recipients(after: name, limit: Self.pieces)) { [self] names in
            for name in names { look(for: name) }
            if names.count == Self.pieces, let last = names.last { lookForRecipients(after: last) }
        }
    }

    /// Keeps a message for each recipient until that has it, or its time is over.
    ///
    /// - `completion`: told once it is on the disk, before anything is sent.
    func post(
        _ payload: [UInt8],
        to recipients: [String],
        as id: String,
        ttl: Duration,
        _ completion: @escaping @Sendable (Result<OutboxAnswer, JournalError>) -> Void
    ) {
        let operation = JournalOperation.post(payload, to: recipients, as: id, ttl: ttl)
        journal.perform(operation, at: WallClock.milliseconds) { [weak self] result in
            completion(result)
            guard let self, case .success(.waiting) = result else { return }
            for recipient in recipients { look(for: recipient) }
            arm(in: ttl)
        }
    }

    /// The members have changed; those who wait for one are looked after, on the journal's thread.
    func membersChanged() {
        let mustWake = state.withLock { state in
            guard !state.isWaking, state.courses.values.contains(where: { !$0.isBusy }) else {
                return false
            }
            state.isWaking = true
            return true
        }
        guard mustWake else { return }
        journal.after(.zero) { [weak self] in
            guard let self else { return }
            let waiting = state.withLock { state in
                state.isWaking = false
                return state.courses.filter { !$0.value.isBusy }.map(\.key)
            }
            for name in waiting where isHere(name) { look(for: name) }
        }
    }

    // MARK: One recipient

    private func isHere(_ name: String) -> Bool {
        let state = access.snapshot().member(named: name)?.state
        return state == .alive || state == .suspect
    }

    /// Looks what waits for a recipient, unless somebody does.
    private func look(for name: String) {
        let isFree = state.withLock { state in
            guard state.courses[name]?.isBusy != true else {
                state.courses[name]?.mustLookAgain = true
                return false
            }
            // Noted before it is looked, or a member that comes between would be missed.
            state.courses[name] = Course(isBusy: false)
            return true
        }
        guard isFree, isHere(name) else { return }
        let isFirst = state.withLock { state in
            guard state.courses[name]?.isBusy == false else { return false }
            state.courses[name] = Course()
            return true
        }
        if isFirst { read(for: name) }
    }

    private func read(for name: String) {
        state.withLock { $0.courses[name]?.mustLookAgain = false }
        let operation = JournalOperation.due(
            for: name,
            limit: OutboxParcel.entries,
            payloadBytes: OutboxParcel.payloadBytes
        )
        perform(operation, orElse: { [self] in rest(name, for: .seconds(1)) }) { [self] messages in
            if messages.isEmpty { finish(name) } else { send(messages, to: name) }
        }
    }

    /// Nothing is due; who waits for its turn has an alarm of its own.
    private func finish(_ name: String) {
        let mustLook = state.withLock { state in
            guard state.courses[name]?.mustLookAgain == true else {
                state.courses[name] = nil
                return false
            }
            return true
        }
        if mustLook { read(for: name) }
    }

    private func send(_ messages: [OutboxMessage], to name: String) {
        let parcel = OutboxParcel(
            identity: journal.identity,
            entries: messages.map { OutboxParcel.Entry(number: $0.number, payload: $0.payload) }
        )
        let method = OutboxParcel.method
        let order = CallOrder(name, method, body: parcel.bytes, timeout: Self.callTimeout)
        _ = WholeCall.make(order, replyLimit: 1_024, by: access.call) { [self] outcome in
            switch outcome {
            case .replied(.ok, _): settle(messages, .delivered)
            case .replied(.unknownMethod, _), .ended(.notCapable): sendPlainly(messages[0])
            default: postpone(messages[0])
            }
        }
    }

    /// As any other message: to who has no lanes, or no method for parcels.
    private func sendPlainly(_ message: OutboxMessage) {
        var order = SendOrder(to: .named([message.recipient]), payload: message.payload)
        order.confirm = .delivered
        access.send(order) { [self] result in
            guard case .success(let deliveries) = result, let delivery = deliveries.first else {
                return postpone(message)
            }
            switch delivery.status {
            case .delivered: settle([message], .delivered)
            case .sent where !delivery.isConfirmable: settle([message], .sent)
            // It may be there; nobody has numbered it, so it may come twice.
            case .sent, .queued, .failed: postpone(message)
            }
        }
    }

    private func settle(_ messages: [OutboxMessage], _ fate: OutboxFate) {
        guard let name = messages.first?.recipient else { return }
        let operation = JournalOperation.settleAll(messages.map(\.number), fate)
        // What could not be noted is sent again, and known there by its number.
        perform(operation, orElse: { [self] in rest(name, for: .seconds(1)) }) { [self] settled in
            state.withLock { state in
                if fate == .delivered { state.delivered += UInt64(settled.count) }
                if fate == .sent { state.sent += UInt64(settled.count) }
            }
            let settled = Set(settled)
            for message in messages where settled.contains(message.number) {
                receipts.update(message.message, of: name, RecipientResultBody(message, fate))
            }
            read(for: name)
        }
    }

    private func postpone(_ message: OutboxMessage) {
        state.withLock { $0.retries += 1 }
        let shift = min(message.attempts, 6)
        let pause = min(.seconds(1 << shift), Self.longestPause)
        let goOn: @Sendable () -> Void = { [self] in rest(message.recipient, for: pause) }
        perform(.postpone(message.number, for: pause), orElse: goOn) { (_: Bool) in goOn() }
    }

    private func rest(_ name: String, for pause: Duration) {
        journal.after(pause) { [weak self] in
            self?.state.withLock { $0.courses[name] = nil }
            self?.look(for: name)
        }
    }

    // MARK: Time

    private func arm(in wait: Duration) {
        let milliseconds = Int64(min(wait, .seconds(3_600)) / .milliseconds(1))
        let at = WallClock.milliseconds + milliseconds
        let isFirst = state.withLock { state in
            if let alarm = state.alarm, alarm <= at { return false }
            state.alarm = at
            return true
        }
        guard isFirst else { return }
        // A little later, so that it is over then by the journal's clock too.
        journal.after(.milliseconds(milliseconds + 2)) { [weak self] in
            let isLatest = self?.state.withLock { state in
                guard state.alarm == at else { return false }
                state.alarm = nil
                return true
            }
            if isLatest == true { self?.lookForExpired() }
        }
    }

    /// Gives up what could not be delivered in time, and waits for the next.
    private func lookForExpired() {
        let later: @Sendable () -> Void = { [self] in arm(in: .seconds(10)) }
        perform(.expire(limit: Self.pieces), orElse: later) { [self] copies in
            state.withLock { $0.expired += UInt64(copies.count) }
            for copy in copies {
                receipts.update(copy.message, of: copy.recipient, RecipientResultBody(copy))
            }
            guard copies.count < Self.pieces else { return lookForExpired() }
            perform(.timeToExpiry, orElse: later) { [self] wait in
                if let wait { arm(in: wait) }
            }
        }
    }

    private func perform<Answer>(
        _ operation: JournalOperation<Answer>,
        orElse failed: @escaping @Sendable () -> Void = {},
        _ completion: @escaping @Sendable (Answer) -> Void
    ) {
        journal.perform(operation, at: WallClock.milliseconds) { result in
            switch result {
            case .success(let answer): completion(answer)
            case .failure(let error): if error.canGoOn { failed() }
            }
        }
    }
}
