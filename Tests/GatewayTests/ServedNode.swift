// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import Logging

@testable import Gateway

/// A gateway on a real socket, before a node that answers as the test says.
struct ServedNode {
    let node: ScriptedNode
    let address: String
    let gateway: Gateway
    var feed = Feed()

    /// Serves for the length of `body`.
    static func run(
        _ node: ScriptedNode = ScriptedNode(),
        limits: FeedLimits = FeedLimits(),
        calls: CallService = CallService(),
        hooks: GatewayHooks = GatewayHooks(),
        _ change: (inout GatewaySettings) -> Void = { _ in },
        _ body: (ServedNode) async throws -> Void
    ) async throws {
        var settings = GatewaySettings(version: "9.8.7")
        settings.listen = .tcp(host: "127.0.0.1", port: 0)
        change(&settings)
        let feed = Feed(limits: limits, first: 1)
        let gateway = try Gateway.start(
            settings,
            access: node.access,
            feed: feed,
            calls: calls,
            hooks: hooks,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        do {
            let served = ServedNode(
                node: node,
                address: gateway.address,
                gateway: gateway,
                feed: feed
            )
            try await body(served)
        } catch {
            await gateway.shutdown(grace: .zero)
            throw error
        }
        await gateway.shutdown(grace: .zero)
    }

    /// Sends a request and does not wait for its answer.
    func open(
        _ requestLine: String,
        fields: [String] = [],
        host: String? = "localhost",
        body: [UInt8]? = nil
    ) throws -> RawConnection {
        var lines = ["\(requestLine) HTTP/1.1", "Connection: close"] + fields
        if let host { lines.append("Host: \(host)") }
        if let body { lines.append("Content-Length: \(body.count)") }
        let connection = try RawConnection(address)
        try connection.send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8))
        try connection.send(body ?? [])
        return connection
    }

    func ask(
        _ requestLine: String,
        fields: [String] = [],
        host: String? = "localhost",
        body: [UInt8]? = nil
    ) throws -> RawConnection.Answer {
        try open(requestLine, fields: fields, host: host, body: body).answer()
    }

    /// What `curl -d BODY …/send` sends, when no type is given.
    func post(
        _ body: String,
        type: String? = "application/x-www-form-urlencoded",
        to path: String = "/send"
    ) throws -> RawConnection.Answer {
        let fields = type.map { ["Content-Type: \($0)"] } ?? []
        return try ask("POST \(path)", fields: fields, body: Array(body.utf8))
    }
}

extension ServedNode {
    /// Waits until so many requests are parked, by asking the API itself.
    func parks(_ count: UInt64) async throws {
        for _ in 0..<10_000 {
            let me: SelfBody = try ask("GET /self").decoded()
            if me.queues["http-parked"] == count { return }
        }
        throw RawConnection.Failure(what: "never were \(count) requests parked")
    }
}
