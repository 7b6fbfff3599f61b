// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

/// `GET /messages` of one of several nodes, page by page, over breaks of the connection.
///
/// A machine that its owner drives: `advance`, show what happened, wait in the pool at most until
/// `nextDeadline`.
final class InboxFollower {
    typealias Page = GatewayClient.Answer<MessagesBody>

    enum Happening {
        /// What the node gave; `after` is the place that was asked for.
        case page(Page, after: UInt64?)
        case broke(PingctlError)
        case resumed
    }

    private enum State {
        case waiting(until: ContinuousClock.Instant)
        case asking(Transfer, since: ContinuousClock.Instant)
        case finished
    }

    /// A server that does not hold a request must not be asked in a tight loop.
    private static let shortestRound = Duration.seconds(1)

    private let client: GatewayClient
    /// How long the node holds a request; `nil`: the end is where there are no more.
    private let patience: Duration?
    private let target: (UInt64?) -> String
    private var place: UInt64?
    private var reconnection: Reconnection
    private var state = State.waiting(until: .now)

    /// `target` is told the place to go on behind.
    init(
        _ client: GatewayClient,
        holding patience: Duration?,
        reconnection: Reconnection,
        target: @escaping (UInt64?) -> String
    ) {
        self.client = client
        self.patience = patience
        self.reconnection = reconnection
        self.target = target
    }

    var server: GatewayURL { client.server }

    var isFinished: Bool { if case .finished = state { true } else { false } }

    /// When `advance` has work again, whatever comes; `nil`: only when something comes.
    var nextDeadline: ContinuousClock.Instant? {
        if case .waiting(let until) = state { until } else { nil }
    }

    func advance(to now: ContinuousClock.Instant) throws(PingctlError) -> [Happening] {
        switch state {
        case .finished: return []
        case .waiting(let until):
            guard until <= now else { return [] }
            var request = client.request(target(place))
            request.timeout = client.timeout + (patience ?? .zero)
            state = .asking(try client.start(request), since: now)
            return []
        case .asking(let transfer, let since):
            guard let outcome = transfer.outcome else { return [] }
            do throws(PingctlError) {
                return try hear(outcome, since: since, at: now)
            } catch {
                let wasBroken = reconnection.isBroken
                state = .waiting(until: try reconnection.fail(error, at: now))
                return wasBroken ? [] : [.broke(error)]
            }
        }
    }

    private func hear(
        _ outcome: Result<HTTPReply, TransferError>,
        since: ContinuousClock.Instant,
        at now: ContinuousClock.Instant
    ) throws(PingctlError) -> [Happening] {
        let page = try client.answer(to: outcome, for: MessagesBody.self)
        let news: [Happening] = reconnection.isBroken ? [.resumed] : []
        reconnection.succeed()
        let before = place
        place = page.body.next == 0 ? 0 : page.body.next - 1
        let isEmpty = page.body.messages.isEmpty
        if isEmpty, patience == nil {
            state = .finished
        } else {
            state = .waiting(until: isEmpty ? since + Self.shortestRound : now)
        }
        return news + [.page(page, after: before)]
    }
}
