// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPClient
import HTTPServer
import Logging
import Synchronization

@testable import Gateway
@testable import Memberlist

/// An application that is asked through the proxy.
final class Upstream: Sendable {
    let server: Server
    /// Heads that came, the target and the fields.
    let heads = Mutex<[(target: String, fields: HeaderFields)]>([])
    let left = Counted()
    /// The one who waits in `/events`.
    let events = Mutex<Passage?>(nil)

    private init(_ server: Server, _ box: Box) {
        self.server = server
        box.upstream.withLock { $0 = self }
    }

    private final class Box: Sendable {
        let upstream = Mutex<Upstream?>(nil)
        func note(_ request: Request) {
            let target = request.rawPath + (request.rawQuery.map { "?" + $0 } ?? "")
            upstream.withLock { $0 }?.heads.withLock { $0.append((target, request.fields)) }
        }
    }

    static func start() throws -> Upstream {
        let box = Box()
        var router = Router()
        add(to: &router, box)
        let server = try Server.start(
            ServerSettings(address: .tcp(host: "127.0.0.1", port: 0)),
            router: router,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        return Upstream(server, box)
    }

    private static func add(to router: inout Router, _ box: Box) {
        router.onPassage("/echo", for: .open) { request, passage in
            box.note(request)
            return .open(patience: .seconds(60), Echo(passage, request).hear)
        }
        router.onPassage("/zeros", for: .open) { request, passage in
            .open(patience: .seconds(60), Zeros(passage, Int(request.rawQuery ?? "0") ?? 0).hear)
        }
        router.onPassage("/events", for: .open) { request, passage in
            box.note(request)
            passage.perform(
                .begin(Response(fields: ["Content-Type": "text/event-stream"]), length: nil)
            )
            box.upstream.withLock { $0 }?.events.withLock { $0 = passage }
            return .open(patience: .seconds(60)) { event in
                if event == .left { box.upstream.withLock { $0 }?.left.add() }
            }
        }
        router.onPassage("/never", for: .open) { request, passage in
            box.note(request)
            passage.perform(.want(1))
            return .open(patience: .seconds(60)) { event in
                if event == .left { box.upstream.withLock { $0 }?.left.add() }
            }
        }
        router.onPassage("/dies", for: .open) { request, passage in
            passage.perform([
                .begin(Response(), length: request.rawQuery.flatMap { Int($0) }),
                .write(Array("half".utf8)), .fail,
            ])
            return .open(patience: .seconds(60)) { _ in }
        }
        router.onPassage("/{path...}", for: .open) { request, _ in
            box.note(request)
            let path = request.parameters["path"] ?? ""
            return .now(
                path == "304"
                    ? Response(.notModified, fields: ["ETag": "\"1\""])
                    : Response(
                        fields: ["X-Path": request.rawPath, "X-Hop": "1", "Keep-Alive": "x"],
                        body: Array("\(request.method) \(request.rawPath)".utf8)
                    )
            )
        }
    }

    /// Sends back what it is sent, trailers too.
    private final class Echo: Sendable {
        let passage: Passage
        let request: Request
        let hasBegun = Mutex(false)

        init(_ passage: Passage, _ request: Request) {
            self.passage = passage
            self.request = request
            passage.perform(.want(128 * 1024))
        }

        func hear(_ event: PassageEvent) {
            let isFirst = hasBegun.withLock { begun in
                defer { begun = true }
                return !begun
            }
            if isFirst {
                var length: Int?
                if case .bytes(let count) = request.length { length = count }
                passage.perform(.begin(Response(fields: ["Trailer": "X-Sum"]), length: length))
            }
            switch event {
            case .content(let bytes): passage.perform(.write(bytes))
            case .end(let trailers): passage.perform(.end(trailers: trailers))
            case .taken(let count): passage.perform(.want(count))
            case .overdue, .left: break
            }
        }
    }

    private final class Zeros: Sendable {
        let passage: Passage
        let left: Mutex<Int>

        init(_ passage: Passage, _ count: Int) {
            self.passage = passage
            left = Mutex(count)
            passage.perform(.begin(Response(), length: count))
            write(128 * 1024)
        }

        func write(_ most: Int) {
            let (count, isLast) = left.withLock { left in
                let count = min(left, most)
                left -= count
                return (count, left == 0)
            }
            if count > 0 { passage.perform(.write([UInt8](repeating: 0, count: count))) }
            if isLast { passage.perform(.end(trailers: [:])) }
        }

        func hear(_ event: PassageEvent) {
            if case .taken(let count) = event { write(count) }
        }
    }
}

/// A gateway whose node's calls lead to a proxy's desk before an upstream.
struct Proxied {
    let served: ServedNode
    let upstream: Upstream
    let calls: CallPair

    static func run(
        _ change: (inout ProxySettings, inout GatewaySettings) -> Void = { _, _ in },
        caller: String = "node1",
        to upstreamAddress: String? = nil,
        _ body: (Proxied) async throws -> Void
    ) async throws {
        let upstream = try Upstream.start()
        var settings = ProxySettings()
        settings.upstream = try UpstreamAddress(
            upstreamAddress ?? "http://\(upstream.server.boundAddress)"
        )
        var gateway = GatewaySettings(version: "9.8.7")
        change(&settings, &gateway)
        let desk = try ProxyDesk(settings, of: "node2")
        let calls = CallPair(desk, caller: caller)
        let node = ScriptedNode()
        node.script.withLock { script in
            script.snapshot = MemberSnapshot(
                version: 1,
                localName: "node1",
                members: [
                    Member("node1"), Member("node2"), Member("node3", .dead), Member("n ö"),
                ]
            )
            script.call = { calls.call($0, $1) }
        }
        try await ServedNode.run(
            node,
            {
                $0 = gateway; $0.listen = .tcp(host: "127.0.0.1", port: 0)
            }
        ) { served in
            try await body(Proxied(served: served, upstream: upstream, calls: calls))
        }
        desk.stop()
        await upstream.server.shutdown(grace: .zero)
    }
}
