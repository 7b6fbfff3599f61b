// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GatewayAPI

/// Takes messages under a consumer's name, has them shown or has a command deal with each, and
/// acknowledges them.
///
/// A machine that its owner drives, see `CommandDriver`. What `advance` has given is shown before
/// it is called again, and acknowledged then.
final class Consuming: CommandDriver {
    struct Plan {
        var consumer: String
        /// Empty: messages are shown.
        var command: [String]
        /// Of the command, `NAME=value`; each message adds its own.
        var variables: [String]
        var lease: Duration
        /// `oldest` or `next`: where a name begins that the node has never heard of.
        var start: String
        /// Messages to take; `nil`: until stopped.
        var count: Int?
        /// The end is where there are no more.
        var isDraining: Bool
    }

    typealias Page = GatewayClient.Answer<LeaseBody>

    enum Happening {
        /// To be shown.
        case given(Page)
        /// The command has dealt with it.
        case finished
        /// It was not acknowledged, and comes again.
        case failed(LeaseBody.Leased, String)
        /// Messages that will not come, and what became of them.
        case missed(String)
        case wrote([UInt8])
        case said([UInt8])
        case broke(PingctlError)
        case resumed
    }

    private enum State {
        case waiting(until: ContinuousClock.Instant)
        case asking(Transfer, since: ContinuousClock.Instant)
        case running(CommandRun, LeaseBody.Leased)
        case owing([UInt64], until: ContinuousClock.Instant)
        case acknowledging(Transfer, [UInt64])
        case done
    }

    /// How long the node holds a request while no message comes.
    private static let patience = Duration.seconds(30)
    /// A server that does not hold a request must not be asked in a tight loop.
    private static let shortestRound = Duration.seconds(1)
    /// Messages that are shown and acknowledged at a time.
    private static let pageLimit = 100

    private let client: GatewayClient
    private let plan: Plan
    private var reconnection: Reconnection
    private var state = State.waiting(until: .now)
    private var left: Int
    private var isStopping = false

    init(_ client: GatewayClient, _ plan: Plan, _ reconnection: Reconnection) {
        self.client = client
        self.plan = plan
        self.reconnection = reconnection
        left = plan.count ?? .max
    }

    var isDone: Bool { if case .done = state { true } else { false } }

    var nextDeadline: ContinuousClock.Instant? {
        switch state {
        case .waiting(let until), .owing(_, let until): until
        case .running(let run, _): run.nextDeadline
        case .asking, .acknowledging, .done: nil
        }
    }

    var readable: [Int32] {
        if case .running(let run, _) = state { run.child.readable } else { [] }
    }
    var writable: [Int32] {
        if case .running(let run, _) = state { run.child.writable } else { [] }
    }

    func stop() {
        isStopping = true
        switch state {
        case .waiting: state = .done
        case .asking(let transfer, _):
            client.pool.cancel(transfer)
            state = .done
        case .running, .owing, .acknowledging, .done: break
        }
    }

    func advance() throws(PingctlError) -> [Happening] {
        switch state {
        case .done: return []
        case .waiting(let until):
            if isStopping || left == 0 { state = .done }
            if !isDone, until <= .now { try ask() }
            return []
        case .asking(let transfer, let since):
            guard let outcome = transfer.outcome else { return [] }
            return try hear(outcome, since: since)
        case .running(let run, let leased): return try go(on: run, leased)
        case .owing(let sequences, let until):
            if until <= .now { try acknowledge(sequences) }
            return []
        case .acknowledging(let transfer, let sequences):
            guard let outcome = transfer.outcome else { return [] }
            return try settle(outcome, sequences)
        }
    }

    // MARK: Messages

    private func ask() throws(PingctlError) {
        var query = QueryText()
        query.append("consumer", plan.consumer)
        query.append("lease", plan.lease.text)
        query.append("start", plan.start)
        query.append("limit", "\(plan.command.isEmpty ? min(left, Self.pageLimit) : 1)")
        if !plan.isDraining { query.append("wait", Self.patience.text) }
        var request = client.request("/messages" + query.text)
        if !plan.isDraining { request.timeout = client.timeout + Self.patience }
        state = .asking(try client.start(request), since: .now)
    }

    private func hear(
        _ outcome: Result<HTTPReply, TransferError>,
        since: ContinuousClock.Instant
    ) throws(PingctlError) -> [Happening] {
        let page: Page
        do throws(PingctlError) {
            page = try client.answer(to: outcome, for: LeaseBody.self)
        } catch {
            return try pause(error) { .waiting(until: $0) }
        }
        var happenings = resume() + Self.missed(page.body).map { .missed($0) }
        guard let first = page.body.messages.first else {
            let isEnd = plan.isDraining && happenings.isEmpty
            state = isEnd ? .done : .waiting(until: since + Self.shortestRound)
            return happenings
        }
        if plan.command.isEmpty {
            left -= min(left, page.body.messages.count)
            state = .owing(page.body.messages.map(\.message.seq), until: .now)
            happenings.append(.given(page))
        } else {
            left -= 1
            happenings += try begin(first)
        }
        return happenings
    }

    /// What will not be handed out any more, in words.
    static func missed(_ body: LeaseBody) -> [String] {
        func messages(_ count: UInt64) -> String {
            count == 1 ? "1 message was" : "\(count) messages were"
        }
        var sentences: [String] = []
        if body.lost > 0 {
            sentences.append(
                "\(messages(body.lost)) let go by the inbox before the consumer was done "
                    + "(pingd --inbox-messages, --inbox-bytes)"
            )
        }
        if body.dead > 0 {
            sentences.append(
                "\(messages(body.dead)) handed out as often as may be; see pingctl consumers dead"
            )
        }
        return sentences
    }

    static func unknown(_ sequence: UInt64, _ consumer: String) -> String {
        "message \(sequence) was not \(consumer)'s any more"
    }

    // MARK: The command

    private func begin(_ leased: LeaseBody.Leased) throws(PingctlError) -> [Happening] {
        let message = leased.message
        guard let base64 = message.base64, let payload = Data(base64Encoded: base64) else {
            throw .foreignAnswer(status: 200, client.server)
        }
        let variables =
            [
                "PINGCTL_CONSUMER=\(plan.consumer)", "PINGCTL_MESSAGE_SEQ=\(message.seq)",
                "PINGCTL_MESSAGE_VIA=\(message.via)", "PINGCTL_MESSAGE_ATTEMPT=\(leased.attempt)",
                "PINGCTL_MESSAGE_RECEIVED_AT=\(message.receivedAt)",
            ] + (message.from.map { ["PINGCTL_MESSAGE_FROM=\($0)"] } ?? [])
        do {
            let run = try CommandRun(
                plan.command,
                variables: plan.variables + variables,
                input: Array(payload),
                outputLimitBytes: nil,
                lease: plan.lease
            )
            state = .running(run, leased)
            return []
        } catch {
            state = .waiting(until: .now)
            return [.failed(leased, CommandRun.sentence(of: error, plan.command[0]))]
        }
    }

    private func go(
        on run: CommandRun,
        _ leased: LeaseBody.Leased
    ) throws(PingctlError) -> [Happening] {
        var run = run
        var happenings: [Happening] = []
        let said = run.advance()
        if !said.isEmpty { happenings.append(.said(said)) }
        let written = run.child.takeOutput()
        if !written.isEmpty { happenings.append(.wrote(written)) }
        if run.child.ending == nil {
            state = .running(run, leased)
        } else if let reason = run.failure {
            happenings.append(.failed(leased, reason))
            state = .waiting(until: .now)
        } else {
            state = .owing([leased.message.seq], until: .now)
        }
        return happenings
    }

    // MARK: Acknowledgements

    private func acknowledge(_ sequences: [UInt64]) throws(PingctlError) {
        let request = client.acknowledging(sequences, by: plan.consumer)
        state = .acknowledging(try client.start(request), sequences)
    }

    private func settle(
        _ outcome: Result<HTTPReply, TransferError>,
        _ sequences: [UInt64]
    ) throws(PingctlError) -> [Happening] {
        let unknown: [UInt64]
        do throws(PingctlError) {
            unknown = try client.answer(to: outcome, for: AckResultBody.self).body.unknown
        } catch {
            return try pause(error) { .owing(sequences, until: $0) }
        }
        let news = resume()
        state = .waiting(until: .now)
        let missed = unknown.map { Happening.missed(Self.unknown($0, plan.consumer)) }
        return news + missed + (plan.command.isEmpty ? [] : [.finished])
    }

    // MARK: The connection

    private func pause(
        _ error: PingctlError,
        _ next: (ContinuousClock.Instant) -> State
    ) throws(PingctlError) -> [Happening] {
        let wasBroken = reconnection.isBroken
        state = next(try reconnection.fail(error, at: .now))
        return wasBroken ? [] : [.broke(error)]
    }

    private func resume() -> [Happening] {
        defer { reconnection.succeed() }
        return reconnection.isBroken ? [.resumed] : []
    }
}

extension GatewayClient {
    /// How a consumer says that it is done with messages.
    func acknowledging(_ sequences: [UInt64], by consumer: String) -> TransferRequest {
        let numbers = sequences.map { "\($0)" }.joined(separator: ",")
        let body = "{\"consumer\":\(Payload.quoted(consumer)),\"seqs\":[\(numbers)]}"
        var request = request("/messages/ack")
        request.upload = .json(Array(body.utf8))
        return request
    }
}
