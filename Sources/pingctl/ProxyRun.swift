// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

/// One request through a member to the application beside it, whose answer is written as it comes.
final class ProxyRun {
    struct Plan {
        var request: TransferRequest
        /// Whether the head is written before the body.
        var showsHead: Bool
        /// Whether an error of the application is one of ours, and its body left out.
        var failsOnError: Bool
    }

    private enum Answer: Equatable {
        /// Not known yet.
        case awaited
        case application
        /// An application's error, with `failsOnError`.
        case unwelcome
        /// The node, or one on the way, let the request not through.
        case gateway
    }

    private let client: GatewayClient
    private let plan: Plan
    private let console: Console
    private var answer = Answer.awaited
    private var text = ForeignText()

    init(_ client: GatewayClient, _ plan: Plan, _ console: Console) {
        self.client = client
        self.plan = plan
        self.console = console
    }

    func perform() throws(PingctlError) -> ExitStatus {
        let transfer = try client.start(plan.request)
        defer { client.pool.cancel(transfer) }
        let deadline = ContinuousClock.now + client.timeout
        while transfer.outcome == nil {
            try client.turn(until: answer == .awaited ? deadline : nil)
            if answer == .awaited { try hearHead(transfer, deadline) }
            if answer == .application { write(transfer.take()) }
            if answer == .unwelcome { return refuse(transfer) }
        }
        switch transfer.outcome {
        case .failure(let error): throw .transfer(error, client.server)
        case .success(let reply) where answer == .gateway: throw refusal(reply)
        case .success(let reply):
            write(reply.body)
            if console.isTerminal { console.write(text.end()) }
            return .done
        case nil: throw .transfer(.connectionLost, client.server)
        }
    }

    private func hearHead(
        _ transfer: Transfer,
        _ deadline: ContinuousClock.Instant
    ) throws(PingctlError) {
        guard transfer.head.isComplete else {
            guard transfer.outcome == nil, deadline <= .now else { return }
            let error: TransferError =
                transfer.wasConnected ? .answerTimedOut : .connectionTimedOut
            throw .transfer(error, client.server)
        }
        // Every node that hands an answer on says so (RFC 9110 §7.6.3).
        if !transfer.head.has(field: "Via") {
            answer = .gateway
        } else if plan.failsOnError, transfer.status >= 400 {
            answer = .unwelcome
        } else {
            answer = .application
            if plan.showsHead { write(transfer.head.bytes) }
        }
    }

    private func write(_ bytes: [UInt8]) {
        if console.isTerminal {
            console.write(text.shown(bytes))
        } else {
            console.write(bytes)
        }
    }

    private func refuse(_ transfer: Transfer) -> ExitStatus {
        let line = transfer.head.lines.first ?? ""
        console.complain("the application answers \(line.split(separator: " ")[1...].first ?? "")")
        return .no
    }

    /// An answer to HEAD does not say why.
    private func refusal(_ reply: HTTPReply) -> PingctlError {
        guard reply.body.isEmpty, reply.isJSON, reply.status >= 400 else {
            return client.refusal(reply)
        }
        return .problem(
            ProblemBody(
                title: "",
                status: reply.status,
                detail: "the node refuses with \(reply.status); GET would be told why",
                code: "",
                retryable: false
            )
        )
    }
}
