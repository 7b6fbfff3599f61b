// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GatewayAPI

/// Takes calls from a node and has a command answer each, some at once.
///
/// A machine that its owner drives: `advance`, show what happened, wait in the pool at most until
/// `nextDeadline`.
final class CallServing: CommandDriver {
    struct Plan {
        var command: [String]
        /// Of the command, `NAME=value`; each call adds its own.
        var variables: [String]
        /// `GET /rpc/next`, with a wait of `patience`.
        var target: String
        var parallel: Int
        /// Calls to take; `nil`: until stopped.
        var count: Int?
        var lease: Duration
    }

    enum Happening: Equatable {
        case answered(CallBody, bytes: Int, after: Duration)
        /// The command failed, and the caller has been told these words.
        case failed(CallBody, String, after: Duration)
        /// The node did not take the reply.
        case refused(CallBody, PingctlError)
        case said([UInt8])
        case broke(PingctlError)
        case resumed
    }

    private struct Job {
        let call: CallBody
        var run: CommandRun
    }

    private struct Reply {
        let call: CallBody
        let transfer: Transfer
        let happening: Happening
    }

    /// How long the node holds a request while no call comes.
    static let patience = Duration.seconds(30)
    /// Largest reply that is offered to the node, which has a limit of its own.
    private static let replyLimitBytes = MessageOptions.fileLimitBytes

    private let client: GatewayClient
    private let plan: Plan
    private var reconnection: Reconnection
    private var request: Transfer?
    private var nextRequest: ContinuousClock.Instant = .now
    private var jobs: [Job] = []
    private var replies: [Reply] = []
    private var taken = 0
    private var isStopping = false

    init(_ client: GatewayClient, _ plan: Plan, _ reconnection: Reconnection) {
        self.client = client
        self.plan = plan
        self.reconnection = reconnection
    }

    /// Takes no more calls; those that have been taken are answered.
    func stop() {
        isStopping = true
        if let request { client.pool.cancel(request) }
        request = nil
    }

    var isDone: Bool { hasTakenAll && jobs.isEmpty && replies.isEmpty }
    private var hasTakenAll: Bool { isStopping || taken == plan.count }

    var nextDeadline: ContinuousClock.Instant? {
        var deadlines = jobs.compactMap(\.run.nextDeadline)
        if mayAsk { deadlines.append(nextRequest) }
        return deadlines.min()
    }

    /// To wait for, beside the pool's own.
    var readable: [Int32] { jobs.flatMap(\.run.child.readable) }
    var writable: [Int32] { jobs.flatMap(\.run.child.writable) }

    private var mayAsk: Bool {
        !hasTakenAll && request == nil && jobs.count + replies.count < plan.parallel
    }

    func advance() throws(PingctlError) -> [Happening] {
        var happenings = try hearRequest()
        happenings += try advanceJobs()
        happenings += try settleReplies()
        if mayAsk, nextRequest <= .now {
            var request = client.request(plan.target)
            request.timeout = client.timeout + Self.patience
            self.request = try client.start(request)
        }
        return happenings
    }

    private func hearRequest() throws(PingctlError) -> [Happening] {
        guard let outcome = request?.outcome else { return [] }
        request = nil
        let call: CallBody?
        do throws(PingctlError) {
            switch outcome {
            case .failure(let error): throw .transfer(error, client.server)
            case .success(let reply): call = try client.call(in: reply)?.body
            }
        } catch {
            let wasBroken = reconnection.isBroken
            nextRequest = try reconnection.fail(error, at: .now)
            return wasBroken ? [] : [.broke(error)]
        }
        let news: [Happening] = reconnection.isBroken ? [.resumed] : []
        reconnection.succeed()
        nextRequest = .now
        guard let call else { return news }
        taken += 1
        try begin(call)
        return news
    }

    private func begin(_ call: CallBody) throws(PingctlError) {
        guard let body = Data(base64Encoded: call.base64) else {
            throw .foreignAnswer(status: 200, client.server)
        }
        let variables =
            [
                "PINGCTL_CALL_ID=\(call.id)", "PINGCTL_CALL_METHOD=\(call.method)",
                "PINGCTL_CALL_FROM=\(call.from)", "PINGCTL_CALL_ATTEMPT=\(call.attempt)",
            ] + (call.deadline.map { ["PINGCTL_CALL_DEADLINE=\($0)"] } ?? [])
        do {
            let run = try CommandRun(
                plan.command,
                variables: plan.variables + variables,
                input: Array(body),
                outputLimitBytes: Self.replyLimitBytes,
                lease: plan.lease
            )
            jobs.append(Job(call: call, run: run))
        } catch {
            try fail(call, CommandRun.sentence(of: error, plan.command[0]), after: .zero)
        }
    }

    private func advanceJobs() throws(PingctlError) -> [Happening] {
        var happenings: [Happening] = []
        for index in jobs.indices {
            let said = jobs[index].run.advance()
            if !said.isEmpty { happenings.append(.said(said)) }
        }
        for job in jobs where job.run.child.ending != nil {
            if let reason = job.run.failure {
                try fail(job.call, reason, after: job.run.time)
            } else {
                let bytes = job.run.child.outputBytes
                try reply(
                    to: job.call,
                    bytes,
                    isFailure: false,
                    .answered(job.call, bytes: bytes.count, after: job.run.time)
                )
            }
        }
        jobs.removeAll { $0.run.child.ending != nil }
        return happenings
    }

    private func fail(
        _ call: CallBody,
        _ reason: String,
        after time: Duration
    ) throws(PingctlError) {
        try reply(
            to: call,
            Array(reason.utf8),
            isFailure: true,
            .failed(call, reason, after: time)
        )
    }

    private func reply(
        to call: CallBody,
        _ bytes: [UInt8],
        isFailure: Bool,
        _ happening: Happening
    ) throws(PingctlError) {
        let request = client.replying(to: call.id, with: bytes, isFailure: isFailure)
        let transfer = try client.start(request)
        replies.append(Reply(call: call, transfer: transfer, happening: happening))
    }

    private func settleReplies() throws(PingctlError) -> [Happening] {
        var happenings: [Happening] = []
        let settled = replies.filter { $0.transfer.outcome != nil }
        replies.removeAll { $0.transfer.outcome != nil }
        for reply in settled {
            guard let error = error(reply) else {
                happenings.append(reply.happening)
                continue
            }
            guard case .answered(_, _, let time) = reply.happening,
                case .problem(let problem) = error, problem.status == 413
            else {
                happenings.append(.refused(reply.call, error))
                continue
            }
            // The caller need not wait for what cannot be sent.
            try fail(reply.call, error.sentence, after: time)
        }
        return happenings
    }

    private func error(_ reply: Reply) -> PingctlError? {
        switch reply.transfer.outcome {
        case .failure(let error): .transfer(error, client.server)
        case .success(let answer) where answer.status != 204: client.refusal(answer)
        case .success, nil: nil
        }
    }
}
