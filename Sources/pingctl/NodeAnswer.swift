// SPDX-License-Identifier: Apache-2.0

/// What one of several nodes said.
struct NodeAnswer<Body: Decodable & Equatable & Sendable> {
    let server: GatewayURL
    let result: Result<GatewayClient.Answer<Body>, PingctlError>

    /// The answer in one line of JSON, with the node beside it.
    func line(_ answer: GatewayClient.Answer<Body>) -> [UInt8] {
        NodeLine.json(server, "answer", JSONElements.compact(answer.bytes))
    }
}

extension Session {
    /// Shows what several nodes said: a table of all, or a line of JSON for each.
    ///
    /// Those that did not answer are told of on standard error.
    ///
    /// - Returns: 0, or 2 when a part of them answered.
    /// - Throws: the first one's error, when none did.
    func showEach<Body>(
        _ answers: [NodeAnswer<Body>],
        as format: OutputFormat,
        table: ([(node: String, body: Body)]) -> String
    ) throws(PingctlError) -> ExitStatus {
        var shown: [(node: String, body: Body)] = []
        var failures: [(server: GatewayURL, error: PingctlError)] = []
        for answer in answers {
            switch answer.result {
            case .success(let success):
                shown.append(("\(answer.server)", success.body))
                if format != .table { write(json: answer.line(success)) }
            case .failure(let error): failures.append((answer.server, error))
            }
        }
        // What is thrown is told of by whoever catches it.
        for failure in failures.dropFirst(shown.isEmpty ? 1 : 0) {
            console.complain(failure.error.sentence(at: failure.server))
        }
        if let failure = failures.first, shown.isEmpty { throw failure.error }
        if format == .table { console.write(table(shown)) }
        return failures.isEmpty ? .done : .partly
    }
}
