// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

/// Sends the same message many times, some at once.
final class BenchRun {
    struct Plan {
        var count: Int
        var concurrency: Int
        var target: String
        var upload: Upload
    }

    private struct Exchange {
        let transfer: Transfer
        let begin: ContinuousClock.Instant
    }

    private let client: GatewayClient
    private let plan: Plan
    private var underWay: [Exchange] = []
    private var started = 0
    private(set) var done = 0
    /// Of messages that every recipient got.
    private(set) var times: [Duration] = []
    /// How often, by the sentence that says why.
    private(set) var failures: [String: Int] = [:]

    init(_ client: GatewayClient, _ plan: Plan) {
        self.client = client
        self.plan = plan
    }

    var isDone: Bool { done == plan.count }
    var failed: Int { done - times.count }

    var exitStatus: ExitStatus {
        if times.isEmpty { return .no }
        return failed == 0 ? .done : .partly
    }

    /// - Throws: what every further message would meet too.
    func advance() throws(PingctlError) {
        for exchange in underWay {
            guard let outcome = exchange.transfer.outcome else { continue }
            try settle(outcome, after: exchange.begin.duration(to: .now))
        }
        underWay.removeAll { $0.transfer.outcome != nil }
        while started < plan.count, underWay.count < plan.concurrency {
            var request = client.request(plan.target)
            request.upload = plan.upload
            request.timeout = client.timeout + NodeGrace.time
            let begin = ContinuousClock.now
            underWay.append(Exchange(transfer: try client.start(request), begin: begin))
            started += 1
        }
    }

    private func settle(
        _ outcome: Result<HTTPReply, TransferError>,
        after time: Duration
    ) throws(PingctlError) {
        let failure: String?
        do throws(PingctlError) {
            switch outcome {
            case .failure(let error): throw .transfer(error, client.server)
            case .success(let reply):
                let answer = try client.answer(to: reply, for: SendResultBody.self)
                failure = answer.body.results.first { $0.error != nil }?.error
            }
        } catch {
            if Self.isFinal(error, afterSuccess: !times.isEmpty) { throw error }
            guard case .problem(let problem) = error else {
                count(error.sentence)
                return
            }
            count(problem.results?.first?.error ?? error.sentence)
            return
        }
        guard let failure else {
            done += 1
            times.append(time)
            return
        }
        count(failure)
    }

    private func count(_ failure: String) {
        done += 1
        failures[failure, default: 0] += 1
    }

    private static func isFinal(_ error: PingctlError, afterSuccess: Bool) -> Bool {
        if case .problem(let problem) = error {
            if problem.code == "unknown-member" { return true }
            // That recipients failed is a result.
            if problem.results != nil { return false }
        }
        return !afterSuccess || [.notAllowed, .usage].contains(error.exitStatus)
    }
}
