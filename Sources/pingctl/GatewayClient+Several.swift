// SPDX-License-Identifier: Apache-2.0

extension GatewayClient {
    /// Long enough to find out that one of several nodes is not there.
    private static let patience = Duration.seconds(2)

    /// The only client, or the first of several whose node answers anything at all.
    ///
    /// - Throws: why the last one did not, when none does.
    static func firstAnswering(_ clients: [GatewayClient]) throws(PingctlError) -> GatewayClient {
        for client in clients.dropLast() {
            var request = client.request("/healthz")
            request.timeout = min(client.timeout, patience)
            request.connectTimeout = min(client.timeout, patience)
            if (try? client.pool.perform(request)) != nil { return client }
        }
        return clients[clients.count - 1]
    }

    /// Asks several at once; one result each, in their order.
    static func askEach<Body>(
        _ clients: [GatewayClient],
        _ target: String,
        for type: Body.Type,
        accepting accepted: Set<Int> = []
    ) throws(PingctlError) -> [NodeAnswer<Body>] {
        var transfers: [Transfer] = []
        for client in clients { transfers.append(try client.start(client.request(target))) }
        while let waiting = transfers.firstIndex(where: { $0.outcome == nil }) {
            try clients[waiting].turn(until: nil)
        }
        return zip(clients, transfers).map { client, transfer in
            do throws(PingctlError) {
                switch transfer.outcome {
                case .success(let reply):
                    let answer = try client.answer(to: reply, for: type, accepting: accepted)
                    return NodeAnswer(server: client.server, result: .success(answer))
                case .failure(let error): throw .transfer(error, client.server)
                case nil: throw .transfer(.connectionLost, client.server)
                }
            } catch {
                return NodeAnswer(server: client.server, result: .failure(error))
            }
        }
    }
}
