// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTP1
import HTTPServer
import Logging
import Synchronization
import Testing

/// What the test server's routes share with the test.
final class Stage: Sendable {
    /// Responders of requests to `/later`, in order.
    let responders = Mutex<[Responder]>([])
    /// What requests to `/parked` wait for.
    let word = Mutex<String?>(nil)
    /// Clients of `/watched` that have gone before their answer.
    let gone = Mutex(0)
}

func text(_ text: String, _ status: HTTPStatus = .ok) -> Response {
    Response(status, fields: ["Content-Type": "text/plain"], body: Array(text.utf8))
}

func testRouter(_ stage: Stage) -> Router {
    var router = Router()
    router.on(.get, "/hello/{name}", for: .read) { request, _ in
        let query = request.query.pairs.map { " [\($0.name)=\($0.value)]" }.joined()
        return .now(text("hello \(request.parameters["name"]!)\(query)"))
    }
    router.on(.post, "/echo", for: .read) { request, _ in
        .now(Response(body: request.body))
    }
    router.on(.get, "/large", for: .read) { _, _ in
        .now(Response(body: [UInt8](repeating: 0x78, count: 1_000_000)))
    }
    router.on(.get, "/later", for: .read) { _, responder in
        stage.responders.withLock { $0.append(responder) }
        return .later(deadline: .seconds(60)) { text("too late", .gatewayTimeout) }
    }
    router.on(.get, "/watched", for: .read) { _, responder in
        stage.responders.withLock { $0.append(responder) }
        return .later(
            deadline: .seconds(60),
            whenGone: { stage.gone.withLock { $0 += 1 } },
            onDeadline: { text("too late", .gatewayTimeout) }
        )
    }
    router.on(.get, "/never", for: .read) { _, _ in
        .later(deadline: .milliseconds(50)) { text("too late", .gatewayTimeout) }
    }
    router.on(.get, "/parked", for: .read) { request, _ in
        let wait = Duration.milliseconds(Int(request.query.first("ms") ?? "60000")!)
        return .parked(deadline: wait) { last in
            if let word = stage.word.withLock({ $0 }) { return text(word) }
            return last ? text("nothing") : nil
        }
    }
    router.admission = { head in
        head.path == "/secret" ? text("no", .unauthorized) : nil
    }
    return router
}

/// Runs a server for the length of `body`.
func withServer(
    _ address: ListenAddress = .tcp(host: "127.0.0.1", port: 0),
    _ change: (inout ServerSettings) -> Void = { _ in },
    _ body: (Server, Stage) async throws -> Void
) async throws {
    let stage = Stage()
    var settings = ServerSettings(address: address)
    change(&settings)
    let server = try Server.start(
        settings,
        router: testRouter(stage),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
    do {
        try await body(server, stage)
    } catch {
        await server.shutdown(grace: .zero)
        throw error
    }
    await server.shutdown(grace: .zero)
}

extension Stage {
    /// Changes what parked requests wait for, without waking them.
    func say(_ word: String) { self.word.withLock { $0 = word } }

    /// The oldest responder that nobody has taken.
    func nextResponder() async throws -> Responder {
        try await eventually { !responders.withLock { $0.isEmpty } }
        return responders.withLock { $0.removeFirst() }
    }
}

/// Waits until `condition` holds, looking each millisecond; gives up after half a minute.
func eventually(_ condition: () -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while !condition() {
        try #require(ContinuousClock.now < deadline, "it did not happen within 30 s")
        _ = poll(nil, 0, 1)
    }
}
