// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

/// Asks again and again, and over breaks of the connection.
struct PatientClient {
    private let client: GatewayClient
    private let console: Console
    private var reconnection: Reconnection
    /// A server that does not hold a request must not be asked in a tight loop.
    private static let shortestRound = Duration.seconds(1)

    init(_ client: GatewayClient, _ reconnection: Reconnection, _ console: Console) {
        self.client = client
        self.reconnection = reconnection
        self.console = console
    }

    /// Asks with a `wait` of that length in the target.
    ///
    /// When the answer `isEmpty`, at least a second has passed.
    mutating func ask<Body>(
        _ target: String,
        for type: Body.Type,
        waiting: Duration,
        isEmpty: (Body) -> Bool
    ) throws(PingctlError) -> GatewayClient.Answer<Body> {
        while true {
            let asked = ContinuousClock.now
            do {
                let answer = try client.ask(target, for: type, waiting: waiting)
                if reconnection.isBroken { console.complain(Self.resumed()) }
                reconnection.succeed()
                if isEmpty(answer.body) { try client.pause(until: asked + Self.shortestRound) }
                return answer
            } catch {
                let wasBroken = reconnection.isBroken
                let next = try reconnection.fail(error, at: .now)
                if !wasBroken { console.complain(Self.broken(error.sentence, reconnection.limit)) }
                try client.pause(until: next)
            }
        }
    }

    /// `node` is named where there are several.
    static func resumed(at node: GatewayURL? = nil) -> String {
        "connected again" + (node.map { " to \($0)" } ?? "")
    }

    static func broken(_ sentence: String, _ limit: Duration) -> String {
        "\(sentence); trying again for \(limit.text) (--reconnect)"
    }
}
