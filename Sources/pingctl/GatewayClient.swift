// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GatewayAPI

/// Asks a node, and tells answers from refusals.
struct GatewayClient {
    var server: GatewayURL
    var token: String?
    /// For one exchange, apart from what the node was asked to wait.
    var timeout: Duration

    /// One answer: decoded for tables, and as the server sent it.
    struct Answer<Body: Decodable & Equatable & Sendable> {
        var status: Int
        var body: Body
        var bytes: [UInt8]
    }

    /// Sends a GET, or a POST when there is something to upload.
    ///
    /// `accepted` are statuses besides 2xx whose body is a `Body` too.
    func ask<Body>(
        _ target: String,
        uploading upload: CurlTransfer.Upload? = nil,
        for type: Body.Type,
        accepting accepted: Set<Int> = [],
        waiting extra: Duration = .zero
    ) throws(PingctlError) -> Answer<Body> {
        let reply = try exchange(target, upload, extra)
        if (200..<300).contains(reply.status) || accepted.contains(reply.status) {
            if reply.isJSON, let body = try? JSONDecoder().decode(type, from: Data(reply.body)) {
                return Answer(status: reply.status, body: body, bytes: reply.body)
            }
        }
        throw refusal(reply)
    }

    private func exchange(
        _ target: String,
        _ upload: CurlTransfer.Upload?,
        _ extra: Duration
    ) throws(PingctlError) -> HTTPReply {
        let transfer = CurlTransfer(
            server: server,
            target: target,
            token: token,
            upload: upload,
            timeout: timeout + extra
        )
        do {
            return try transfer.perform()
        } catch {
            throw .transfer(error, server)
        }
    }

    private func refusal(_ reply: HTTPReply) -> PingctlError {
        guard reply.status >= 400, reply.isJSON,
            let problem = try? JSONDecoder().decode(ProblemBody.self, from: Data(reply.body))
        else { return .foreignAnswer(status: reply.status, server) }
        return .problem(problem)
    }
}
