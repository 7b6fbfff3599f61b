// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GatewayAPI

/// Asks a node, and tells answers from refusals.
struct GatewayClient {
    let pool: TransferPool
    var server: GatewayURL
    var token: String?
    /// For one exchange, apart from what the node was asked to wait.
    var timeout: Duration
    var trust = TrustSettings()

    /// One answer: decoded for tables, and as the server sent it.
    struct Answer<Body: Decodable & Equatable & Sendable> {
        var status: Int
        var body: Body
        var bytes: [UInt8]
    }

    /// Sends a GET, or a POST when there is something to upload, or what `method` says.
    ///
    /// `accepted` are statuses besides 2xx whose body is a `Body` too.
    func ask<Body>(
        _ target: String,
        method: String? = nil,
        uploading upload: Upload? = nil,
        fields: [String] = [],
        for type: Body.Type,
        accepting accepted: Set<Int> = [],
        waiting extra: Duration = .zero
    ) throws(PingctlError) -> Answer<Body> {
        var request = request(target)
        request.method = method
        request.upload = upload
        request.fields = fields
        request.timeout = timeout + extra
        return try answer(to: perform(request), for: type, accepting: accepted)
    }

    /// The same, for an answer that is no JSON.
    func text(_ target: String, as type: String) throws(PingctlError) -> [UInt8] {
        var request = request(target)
        request.accepts = type
        let reply = try perform(request)
        guard reply.status == 200, reply.contentType == type else { throw refusal(reply) }
        return reply.body
    }

    /// Posts bytes, for an answer of bytes.
    func bytes(
        _ target: String,
        uploading upload: Upload,
        waiting extra: Duration
    ) throws(PingctlError) -> [UInt8] {
        let type = "application/octet-stream"
        var request = request(target)
        request.upload = upload
        request.accepts = type
        request.timeout = timeout + extra
        let reply = try perform(request)
        guard reply.status == 200, reply.contentType == type else {
            throw refusal(reply)
        }
        return reply.body
    }

    /// A request to be started in the pool.
    func request(_ target: String) -> TransferRequest {
        TransferRequest(
            server: server,
            target: target,
            token: token,
            timeout: timeout,
            connectTimeout: timeout,
            trust: trust
        )
    }

    /// Reads what came of a request that asked for a `Body`.
    func answer<Body>(
        to reply: HTTPReply,
        for type: Body.Type,
        accepting accepted: Set<Int> = []
    ) throws(PingctlError) -> Answer<Body> {
        if (200..<300).contains(reply.status) || accepted.contains(reply.status) {
            if reply.isJSON, let body = try? JSONDecoder().decode(type, from: Data(reply.body)) {
                return Answer(status: reply.status, body: body, bytes: reply.body)
            }
        }
        throw refusal(reply)
    }

    /// The same, of a transfer that has ended.
    func answer<Body>(
        to outcome: Result<HTTPReply, TransferError>,
        for type: Body.Type
    ) throws(PingctlError) -> Answer<Body> {
        switch outcome {
        case .failure(let error): throw .transfer(error, server)
        case .success(let reply): return try answer(to: reply, for: type)
        }
    }

    /// The error that an answer is which was not hoped for.
    func refusal(_ reply: HTTPReply) -> PingctlError {
        guard reply.status >= 400, reply.isJSON,
            let problem = try? JSONDecoder().decode(ProblemBody.self, from: Data(reply.body))
        else { return .foreignAnswer(status: reply.status, server) }
        return .problem(problem)
    }

    func start(_ request: TransferRequest) throws(PingctlError) -> Transfer {
        do { return try pool.start(request) } catch { throw .transfer(error, server) }
    }

    /// See `TransferPool.turn`.
    func turn(until deadline: ContinuousClock.Instant?) throws(PingctlError) {
        do { try pool.turn(until: deadline) } catch { throw .transfer(error, server) }
    }

    /// See `TransferPool.pause`.
    func pause(until deadline: ContinuousClock.Instant) throws(PingctlError) {
        do { try pool.pause(until: deadline) } catch { throw .transfer(error, server) }
    }

    func perform(_ request: TransferRequest) throws(PingctlError) -> HTTPReply {
        do { return try pool.perform(request) } catch { throw .transfer(error, server) }
    }
}
