// SPDX-License-Identifier: Apache-2.0

import Dispatch
import HTTP1
import HTTPServer
import Logging
import Synchronization
import Testing

/// Many who wait for the same thing.
struct CrowdTests {
    /// More than a few turns' worth.
    private static let crowd = 300

    /// What is done while a loop looks at the crowd.
    private final class Looks: Sendable {
        let isArmed = Atomic<Bool>(false)
        let count = Atomic<Int>(0)
        /// Looks before somebody else was served.
        let before = Atomic<Int>(-1)
        private let first = DispatchSemaphore(value: 0)
        private let rest = DispatchSemaphore(value: 0)

        func look() {
            guard isArmed.load(ordering: .sequentiallyConsistent) else { return }
            let (old, _) = count.add(1, ordering: .sequentiallyConsistent)
            guard old == 0 else { return }
            first.signal()
            rest.wait()
        }

        /// Returns when the loop is at the first of the crowd, where it stays.
        func waitForTheFirst() { first.wait() }

        func goOn() { rest.signal() }
    }

    private static func router(_ looks: Looks) -> Router {
        var router = Router()
        router.on(.get, "/stream", for: .read) { _, _ in
            .stream(
                Response(),
                ContentStream(on: Topic(1), from: 0) { _, _, _ in
                    looks.look()
                    return .wait
                }
            )
        }
        router.on(.get, "/parked", for: .read) { _, _ in
            .parked(on: Topic(1), deadline: .seconds(60)) { last in
                looks.look()
                return last ? text("nothing") : nil
            }
        }
        router.on(.get, "/hello", for: .read) { _, _ in
            let count = looks.count.load(ordering: .sequentiallyConsistent)
            looks.before.store(count, ordering: .sequentiallyConsistent)
            return .now(text("hello"))
        }
        router.on(.get, "/flood", for: .read) { _, _ in
            .stream(
                Response(),
                ContentStream(on: Topic(2), from: 0) { _, content, _ in
                    content += [UInt8](repeating: 0x78, count: 1_000)
                    return .more
                }
            )
        }
        return router
    }

    private func withServer(_ body: (Server, Looks) async throws -> Void) async throws {
        let looks = Looks()
        let server = try Server.start(
            ServerSettings(address: .tcp(host: "127.0.0.1", port: 0)),
            router: Self.router(looks),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        do {
            try await body(server, looks)
        } catch {
            await server.shutdown(grace: .zero)
            throw error
        }
        await server.shutdown(grace: .zero)
    }

    @Test(arguments: ["/stream", "/parked"])
    func `a request that comes while a crowd is woken does not wait for all of it`(
        path: String
    ) async throws {
        try await withServer { server, looks in
            let clients = try (0..<Self.crowd).map { _ in try Client(server.boundAddress) }
            for client in clients { try client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n") }
            try await eventually {
                server.statistics.streams + server.statistics.parked == Self.crowd
            }
            let other = try Client(server.boundAddress)
            try other.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try other.response().body == "hello")
            looks.isArmed.store(true, ordering: .sequentiallyConsistent)
            server.wake(Topic(1))
            looks.waitForTheFirst()
            // Lies in its socket before the loop goes on to the second of the crowd.
            try other.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            looks.goOn()
            #expect(try other.response().body == "hello")
            let before = looks.before.load(ordering: .sequentiallyConsistent)
            #expect(before >= 1 && before <= Self.crowd / 4, "\(before) looks")
            try await eventually {
                looks.count.load(ordering: .sequentiallyConsistent) == Self.crowd
            }
        }
    }

    @Test func `a wake while a round is under way brings everybody another look`() async throws {
        try await withServer { server, looks in
            let clients = try (0..<Self.crowd).map { _ in try Client(server.boundAddress) }
            for client in clients { try client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n") }
            try await eventually { server.statistics.streams == Self.crowd }
            looks.isArmed.store(true, ordering: .sequentiallyConsistent)
            server.wake(Topic(1))
            looks.waitForTheFirst()
            for _ in 0..<10 { server.wake(Topic(1)) }
            looks.goOn()
            try await eventually {
                looks.count.load(ordering: .sequentiallyConsistent) == 2 * Self.crowd
            }
            // One round for all that came meanwhile.
            await server.turned()
            #expect(looks.count.load(ordering: .sequentiallyConsistent) == 2 * Self.crowd)
        }
    }

    @Test func `a stream without end takes the turns of nobody else`() async throws {
        try await withServer { server, looks in
            let flood = try Client(server.boundAddress)
            try flood.send("GET /flood HTTP/1.1\r\nHost: a\r\n\r\n")
            let reader = Task.detached { try? flood.skipUntilClose() }
            let waiting = try Client(server.boundAddress)
            try waiting.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually { server.statistics.streams == 2 }
            looks.goOn()
            looks.isArmed.store(true, ordering: .sequentiallyConsistent)
            for number in 1...20 {
                server.wake(Topic(1))
                try await eventually {
                    looks.count.load(ordering: .sequentiallyConsistent) >= number
                }
            }
            await server.shutdown(grace: .zero)
            _ = await reader.value
        }
    }
}
