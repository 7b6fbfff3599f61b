// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import HTTPVectors
import Logging
import Testing

/// Every case of the vectors again, over a real socket.
///
/// What the machine says of a case is what a client of the server must see of it: the statuses, and
/// whether the connection is open, waits for more, or has ended.
struct SocketVectorTests {
    /// Answers every request of a case that does not say itself what becomes of it; the server
    /// answers `OPTIONS *`.
    private static let router: Router = {
        var router = Router()
        for case let asked in Vector.all.filter({ $0.served == nil }).flatMap(\.answered) {
            router.on(HTTPMethod(asked.method), asked.path, for: .read) { _, _ in
                .now(Response(.ok))
            }
        }
        for path in ["/hello", "/hello/{name}"] {
            router.on(.get, path, for: .read) { _, _ in .now(text("hello")) }
        }
        router.admission = { $0.path == "/secret" ? text("no", .unauthorized) : nil }
        return router
    }()

    @Test func `every case is answered over a socket as the machine answers it`() async throws {
        let server = try Server.start(
            ServerSettings(address: .tcp(host: "127.0.0.1", port: 0)),
            router: Self.router,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        do {
            for vector in Vector.all { try check(vector, at: server.boundAddress) }
        } catch {
            await server.shutdown(grace: .zero)
            throw error
        }
        await server.shutdown(grace: .zero)
    }

    private func check(_ vector: Vector, at address: String) throws {
        let client = try Client(address)
        try client.send(vector.request)
        var toHead = vector.toHead[...]
        for status in vector.statuses {
            let isInterim = status == 100
            let seen = try client.response(
                toHead: isInterim || (toHead.popFirst() ?? false)
            )
            #expect(seen.status == status, "\(vector)")
            #expect(isInterim == (seen.fields["date"] == nil), "\(vector)")
        }
        switch vector.state {
        case "open":
            // The next request of the connection is served, hence nothing was left over.
            try client.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.response().status == 204, "\(vector)")
        case "more":
            // Nothing more was said, and the end of the request that never came is an end.
            client.endSending()
            let rest = try client.restUntilClose()
            #expect(!rest.contains("HTTP/1.1 2"), "\(vector): \(rest)")
        default:
            #expect(try client.restUntilClose().isEmpty, "\(vector)")
        }
    }
}

extension Vector {
    /// The requests that are complete, by their literal paths.
    fileprivate var answered: [(method: String, path: String)] {
        events.filter { $0.hasPrefix("answer ") }.compactMap { line in
            let words = line.split(separator: " ")
            let path = words[2].prefix { $0 != "?" }
            return path == "*" ? nil : (String(words[1]), String(path))
        }
    }

    /// Whether each request that is complete asks for a response without content.
    fileprivate var toHead: [Bool] {
        events.filter { $0.hasPrefix("answer ") }.map { $0.hasPrefix("answer HEAD ") }
    }

    /// What is written for the case; `OPTIONS *` has no content here.
    fileprivate var statuses: [Int] {
        guard served == nil else { return words.dropLast().map { Int($0)! } }
        let asterisks = events.filter { $0.hasPrefix("answer OPTIONS *") }.count
        return words.dropLast().map { Int($0)! }.map { asterisks > 0 && $0 == 200 ? 204 : $0 }
    }

    fileprivate var state: String { String(words.last!) }

    private var words: [Substring] { (served ?? events.last!).split(separator: " ") }
}
