// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPServer
import Logging
import Testing

/// How a server begins and ends.
struct LifeTests {
    private let hello = "GET /hello/x HTTP/1.1\r\nHost: a\r\n\r\n"

    private func start(_ address: ListenAddress) throws(ServerStartError) -> Server {
        try Server.start(
            ServerSettings(address: address),
            router: testRouter(Stage()),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    private func temporaryPath() -> String {
        NSTemporaryDirectory() + "http-\(UUID().uuidString.prefix(8)).sock"
    }

    @Test func `an address in use is refused`() async throws {
        try await withServer { server, _ in
            let port = UInt16(server.boundAddress.split(separator: ":").last!)!
            #expect(throws: ServerStartError.addressInUse("127.0.0.1:\(port)")) {
                _ = try start(.tcp(host: "127.0.0.1", port: port))
            }
        }
    }

    @Test func `an address in use by a server of several threads is refused`() async throws {
        try await withServer {
            $0.threads = 2
        } _: { server, _ in
            let port = UInt16(server.boundAddress.split(separator: ":").last!)!
            var settings = ServerSettings(address: .tcp(host: "127.0.0.1", port: port))
            settings.threads = 2
            #expect(throws: ServerStartError.addressInUse("127.0.0.1:\(port)")) {
                _ = try Server.start(
                    settings,
                    router: testRouter(Stage()),
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                )
            }
        }
    }

    @Test func `an address that is none, or not ours, is refused`() {
        #expect(throws: ServerStartError.notAnAddress("nowhere.example")) {
            _ = try start(.tcp(host: "nowhere.example", port: 0))
        }
        #expect(throws: ServerStartError.addressNotAvailable("192.0.2.1:8080")) {
            _ = try start(.tcp(host: "192.0.2.1", port: 8_080))
        }
    }

    @Test func `several threads serve one port`() async throws {
        try await withServer {
            $0.threads = 3
        } _: { server, _ in
            let clients = try (0..<60).map { _ in try Client(server.boundAddress) }
            for client in clients { try client.send(hello) }
            for client in clients { #expect(try client.response().body == "hello x") }
        }
    }

    @Test func `IPv6 is served`() async throws {
        try await withServer(.tcp(host: "::1", port: 0)) { server, _ in
            #expect(server.boundAddress.hasPrefix("[::1]:"))
        }
    }

    @Test func `a unix socket is for its owner alone, and goes with the server`() async throws {
        let path = temporaryPath()
        try await withServer(.unix(path: path)) { server, _ in
            #expect(server.boundAddress == "unix:\(path)")
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
            #expect(mode as? Int == 0o600)
            let client = try Client(server.boundAddress)
            try client.send(hello)
            #expect(try client.response().body == "hello x")
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `a unix socket with several threads is served`() async throws {
        try await withServer(.unix(path: temporaryPath())) {
            $0.threads = 2
        } _: { server, _ in
            let client = try Client(server.boundAddress)
            try client.send(hello)
            #expect(try client.response().status == 200)
        }
    }

    @Test func `a unix socket on which somebody answers is occupied`() async throws {
        let path = temporaryPath()
        try await withServer(.unix(path: path)) { server, _ in
            #expect(throws: ServerStartError.unixPathOccupied(path)) {
                _ = try start(.unix(path: path))
            }
            let client = try Client(server.boundAddress)
            try client.send(hello)
            #expect(try client.response().status == 200)
        }
    }

    @Test func `a unix socket that somebody left behind is taken over`() async throws {
        let path = temporaryPath()
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
        close(socket)
        try await withServer(.unix(path: path)) { server, _ in
            let client = try Client(server.boundAddress)
            try client.send(hello)
            #expect(try client.response().status == 200)
        }
    }

    @Test func `a file that is no socket stays`() throws {
        let path = temporaryPath()
        try Data("precious".utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: ServerStartError.unixPathOccupied(path)) {
            _ = try start(.unix(path: path))
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == Data("precious".utf8))
    }

    @Test(arguments: ["", "/tmp/" + String(repeating: "x", count: 103)])
    func `a path that no unix socket can have is refused`(path: String) {
        #expect(throws: ServerStartError.unixPathInvalid(path)) {
            _ = try start(.unix(path: path))
        }
    }

    @Test func `the end closes idle connections, answers parked ones and waits for open ones`()
        async throws
    {
        let stage = Stage()
        let server = try Server.start(
            ServerSettings(address: .tcp(host: "127.0.0.1", port: 0)),
            router: testRouter(stage),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let idle = try Client(server.boundAddress)
        try idle.send(hello)
        #expect(try idle.response().status == 200)
        let parked = try Client(server.boundAddress)
        try parked.send("GET /parked HTTP/1.1\r\nHost: a\r\n\r\n")
        let busy = try Client(server.boundAddress)
        try busy.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n")
        let responder = try await stage.nextResponder()
        try await eventually { server.statistics.parked == 1 }

        server.beginShutdown(grace: .seconds(60))
        #expect(try idle.restUntilClose() == "")
        let answer = try parked.response()
        #expect(answer.body == "nothing")
        #expect(answer.fields["connection"] == "close")
        #expect(throws: Client.Failure.self) { _ = try Client(server.boundAddress) }
        responder.complete { text("done") }
        #expect(try busy.response().body == "done")
        #expect(try busy.restUntilClose() == "")
        await server.shutdown(grace: .seconds(60))
        await server.shutdown(grace: .seconds(60))
    }

    @Test func `the end does not wait longer than its grace`() async throws {
        let stage = Stage()
        let server = try Server.start(
            ServerSettings(address: .tcp(host: "127.0.0.1", port: 0)),
            router: testRouter(stage),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let busy = try Client(server.boundAddress)
        try busy.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n")
        let responder = try await stage.nextResponder()
        await server.shutdown(grace: .milliseconds(50))
        #expect(try busy.restUntilClose() == "")
        responder.complete { text("nobody hears this") }
    }
}
