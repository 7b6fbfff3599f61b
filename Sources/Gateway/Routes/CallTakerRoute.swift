// SPDX-License-Identifier: Apache-2.0

import Determinism
import GatewayAPI
import HTTP1
import HTTPServer
import JSONText
import Messaging
import Reactor

/// `GET /rpc/next` and `POST /rpc/{id}/reply`: an application takes calls and answers them.
struct CallTakerRoute: Sendable {
    private static let leases = Duration.seconds(1) ... .seconds(300)

    let service: CallService

    /// Before `CallRoute`, whose pattern fits too.
    func add(to router: inout Router) {
        router.on(.get, "/rpc/next", for: .send) { request, _ in
            Reply { () throws(GatewayError) in try next(request) }
        }
        router.on(.post, "/rpc/{id}/reply", for: .send) { request, _ in
            Reply { () throws(GatewayError) in .now(try reply(request)) }
        }
    }

    private func next(_ request: Request) throws(GatewayError) -> Reply {
        let query = request.query
        for name in query.names where !["wait", "methods", "lease"].contains(name) {
            throw .unknownParameter(name)
        }
        let methods = try Self.methods(query)
        let wait = try query.single("wait").map { text throws(GatewayError) in
            try WaitTime.read(text)
        }
        let lease = try Self.lease(query)
        // Looking without taking would lose what was looked at.
        guard request.method != .head else { return .now(Response(.noContent)) }
        guard service.expect(methods, for: wait ?? .zero) else { throw .call(.tooManyMethods) }
        if let (id, call) = service.lease(methods, for: lease) {
            return .now(Self.response(id, call))
        }
        guard let wait, wait > .zero else { return .now(Response(.noContent)) }
        return .parked(on: .calls, deadline: wait) { last in
            guard let (id, call) = service.lease(methods, for: lease) else {
                return last ? Response(.noContent) : nil
            }
            return Self.response(id, call)
        }
    }

    private static func methods(_ query: Query) throws(GatewayError) -> Set<String>? {
        guard let text = try query.single("methods") else { return nil }
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard names.allSatisfy({ (1...255).contains($0.utf8.count) }) else {
            throw .invalidRequest(
                field: "methods",
                reason: "methods must be names of 1 to 255 bytes with commas between them."
            )
        }
        return Set(names)
    }

    private static func lease(_ query: Query) throws(GatewayError) -> Duration {
        guard let text = try query.single("lease") else { return .seconds(30) }
        return try .read(text, field: "lease", in: leases, example: "30s")
    }

    private static func response(_ id: String, _ call: CallTicket) -> Response {
        let (now, wall) = (MonotonicClock.now, WallClock.microseconds / 1_000)
        func time(_ instant: Instant) -> String {
            let milliseconds = Int64(clamping: Int((instant - now) / .milliseconds(1)))
            return Timestamp.rfc3339(unixMilliseconds: wall + milliseconds)
        }
        var json = JSONWriter(capacity: 256 + 3 * call.body.count)
        json.openObject()
        json.member("id", id)
        json.member("method", call.method)
        json.member("from", call.caller)
        json.key("deadline")
        if let deadline = call.deadline { json.string(time(deadline)) } else { json.null() }
        json.key("attempt")
        json.integer(call.attempt)
        if let end = call.leasedUntil { json.member("leaseUntil", time(end)) }
        json.key("bytes")
        json.integer(call.body.count)
        if let text = String(validating: call.body, as: UTF8.self) { json.member("text", text) }
        json.member("base64", Base64.encode(call.body))
        json.closeObject()
        json.endLine()
        var response = Response(body: json.bytes)
        response.fields.append("Content-Type", "application/json")
        response.fields.append("Cache-Control", "no-store")
        return response
    }

    private func reply(_ request: Request) throws(GatewayError) -> Response {
        let query = request.query
        for name in query.names where name != "status" { throw .unknownParameter(name) }
        let status: LaneStatus
        switch try query.single("status") {
        case nil, "ok": status = .ok
        case "failed": status = .failed
        default:
            throw .invalidRequest(field: "status", reason: "status must be ok or failed.")
        }
        guard request.body.count <= service.bodyLimit else {
            throw .call(.tooLarge(limit: service.bodyLimit))
        }
        if let refusal = service.reply(request.parameters["id"] ?? "", status, request.body) {
            throw .call(CallProblem(refusal))
        }
        return Response(.noContent)
    }
}
