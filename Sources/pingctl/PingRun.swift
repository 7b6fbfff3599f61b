// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GatewayAPI

/// Sends pings through a node and tells of the pongs, until there is nothing left to wait for.
final class PingRun {
    struct Plan {
        /// Empty: in each round, every other member that is alive or suspect then.
        var members: [String]
        /// Rounds; `nil`: until interrupted.
        var count: Int?
        var interval: Duration
        /// How long a pong may take.
        var wait: Duration
    }

    enum Happening: Equatable {
        case pong(PingLedger.Ping, value: UInt64, after: Duration)
        case duplicate(PingLedger.Ping)
        case foreign(PingLedger.Ping, sender: String)
        case missing(PingLedger.Ping)
        /// Why, in a sentence.
        case failed(PingLedger.Ping, String)
        /// A round in which nobody was pinged, for the node could not say whom.
        case skipped(PingctlError)
        case connection(EventFollower.Happening)
    }

    private struct Delivery {
        let ping: PingLedger.Ping
        let transfer: Transfer
    }

    /// Values that no game reaches by counting from 0, and that a browser holds exactly.
    private static let values: Range<UInt64> = 1 << 32..<1 << 48

    private let client: GatewayClient
    private let plan: Plan
    private let follower: EventFollower
    private var deliveries: [Delivery] = []
    private var round = 0
    /// `nil`: as soon as the pongs can be heard.
    private var nextRound: ContinuousClock.Instant?
    private var begin: ContinuousClock.Instant?
    private var ledger: PingLedger

    init(_ client: GatewayClient, _ plan: Plan, _ reconnection: Reconnection) {
        self.client = client
        self.plan = plan
        follower = EventFollower(client, types: ["pong"], reconnection: reconnection)
        ledger = PingLedger(patience: plan.wait)
    }

    var server: GatewayURL { client.server }

    var report: PingReport {
        PingReport(ledger: ledger, elapsed: begin?.duration(to: .now) ?? .zero)
    }

    /// Nothing is sent any more and nothing awaited.
    var isDone: Bool {
        guard let count = plan.count, round >= count else { return false }
        return deliveries.isEmpty && ledger.nextDeadline == nil
    }

    var nextDeadline: ContinuousClock.Instant {
        var deadline = follower.nextDeadline
        if let missing = ledger.nextDeadline { deadline = min(deadline, missing) }
        if let nextRound, follower.isOpen, !hasSentAll { deadline = min(deadline, nextRound) }
        return deadline
    }

    private var hasSentAll: Bool { plan.count.map { round >= $0 } ?? false }

    /// See `TransferPool.turn`.
    func turn(until deadline: ContinuousClock.Instant) throws(PingctlError) {
        try client.turn(until: deadline)
    }

    func advance() throws(PingctlError) -> [Happening] {
        var happenings: [Happening] = []
        for happening in try follower.advance(to: .now) {
            guard case .event(let event, let moment) = happening else {
                happenings.append(.connection(happening))
                continue
            }
            if let news = hear(event, at: moment) { happenings.append(news) }
        }
        happenings += try settleDeliveries()
        happenings += ledger.missing(at: .now).map { .missing($0) }
        if follower.isOpen, !hasSentAll, nextRound ?? .now <= .now {
            if let failure = try startRound() { happenings.append(.skipped(failure)) }
        }
        return happenings
    }

    private func hear(_ event: StreamEvent, at moment: ContinuousClock.Instant) -> Happening? {
        guard event.type == "pong",
            let message = try? JSONDecoder().decode(MessageBody.self, from: Data(event.data)),
            let value = message.value
        else { return nil }
        return switch ledger.hear(value, from: message.from, at: moment) {
        case .answer(let ping, let time): .pong(ping, value: value, after: time)
        case .duplicate(let ping): .duplicate(ping)
        case .foreign(let ping, let sender): .foreign(ping, sender: sender)
        case .unrelated: nil
        }
    }

    /// Answers why there was none, when that may pass.
    private func startRound() throws(PingctlError) -> PingctlError? {
        // The rhythm is kept, but no round is made up for.
        let now = ContinuousClock.now
        nextRound = max((nextRound ?? now) + plan.interval, now)
        begin = begin ?? now
        let members: [String]
        do {
            members = try plan.members.isEmpty ? others() : plan.members
        } catch {
            if error.mayPass { return error }
            throw error
        }
        round += 1
        for member in members { try send(to: member) }
        return nil
    }

    private func send(to member: String) throws(PingctlError) {
        let ping = PingLedger.Ping(
            member: member,
            sequence: round,
            value: .random(in: Self.values)
        )
        let order = SendOrderText(to: [member], isBestEffort: false, timeout: client.timeout)
        let (target, upload) = order.request(carrying: .keyValue(key: "ping", value: ping.value))
        var request = client.request(target)
        request.upload = upload
        request.timeout = client.timeout + NodeGrace.time
        ledger.send(ping, at: .now)
        deliveries.append(Delivery(ping: ping, transfer: try client.start(request)))
    }

    /// The members that a ping to all would go to.
    private func others() throws(PingctlError) -> [String] {
        let answer = try client.ask("/members?state=alive,suspect", for: MembersBody.self)
        return answer.body.members.filter { !$0.isSelf }.map(\.name)
    }

    private func settleDeliveries() throws(PingctlError) -> [Happening] {
        var failures: [Happening] = []
        for delivery in deliveries {
            guard let outcome = delivery.transfer.outcome,
                let reason = try failure(outcome)
            else { continue }
            ledger.fail(delivery.ping)
            failures.append(.failed(delivery.ping, reason))
        }
        deliveries.removeAll { $0.transfer.outcome != nil }
        return failures
    }

    /// Why a ping was not sent; `nil` when it was.
    private func failure(
        _ outcome: Result<HTTPReply, TransferError>
    ) throws(PingctlError) -> String? {
        do throws(PingctlError) {
            switch outcome {
            case .failure(let error): throw .transfer(error, client.server)
            case .success(let reply):
                let answer = try client.answer(to: reply, for: SendResultBody.self)
                return answer.body.results.first?.error
            }
        } catch {
            guard case .problem(let problem) = error else { return error.sentence }
            // Whoever may not send at all is told once, and so is who asks for nobody.
            if error.exitStatus == .notAllowed || problem.code == "unknown-member" { throw error }
            return problem.results?.first?.error ?? error.sentence
        }
    }
}
