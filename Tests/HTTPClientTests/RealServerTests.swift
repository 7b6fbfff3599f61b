// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Glibc
import HTTP1
import HTTPClient
import Testing

/// Servers of others: nginx, Go's standard library and Python's.
@Suite(.serialized) struct RealServerTests {
    /// A server that runs, and a folder of its own that goes with it.
    private final class RealServer {
        let address: String
        let folder: URL
        private let program: RunningProgram

        init(_ folder: URL, _ program: RunningProgram, port: UInt16) {
            self.folder = folder
            self.program = program
            address = "http://127.0.0.1:\(port)"
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        static func makeFolder() throws -> URL {
            let folder = FileManager.default.temporaryDirectory
                .appending(path: "upstream-\(UInt64.random(in: .min ... .max))")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            return folder
        }
    }

    /// Without a server its tests are skipped, unless peers are required: then they run, and fail.
    private static func has(_ program: String) -> Bool {
        ProcessInfo.processInfo.environment["PINGD_REQUIRE_PEERS"] == "1" || path(program) != nil
    }

    private static func path(_ program: String) -> String? {
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "") + ":/usr/sbin"
        return path.split(separator: ":").map { "\($0)/\(program)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static let content = pattern(1_000_000)

    // MARK: nginx

    /// A port on loopback that nobody listens on at this moment.
    private static func freePort() throws -> UInt16 {
        for _ in 0..<200 {
            let port = UInt16.random(in: 20_000..<32_000)
            let server = try? ScriptedServer(port: port) { _, _ in }
            guard let server else { continue }
            server.stop()
            return port
        }
        struct NoPort: Error {}
        throw NoPort()
    }

    private static func nginx() async throws -> RealServer {
        let folder = try RealServer.makeFolder()
        let port = try freePort()
        try Data(content).write(to: folder.appending(path: "large"))
        let base = folder.path
        let configuration = """
            daemon off; master_process off; pid \(base)/pid; error_log \(base)/log;
            events { worker_connections 2000; }
            http {
                access_log off; root \(base); keepalive_requests 5; client_max_body_size 1m;
                client_body_temp_path \(base)/a; proxy_temp_path \(base)/b;
                fastcgi_temp_path \(base)/c; uwsgi_temp_path \(base)/d; scgi_temp_path \(base)/e;
                server {
                    listen 127.0.0.1:\(port) backlog=1024;
                    location = /inner { proxy_pass http://127.0.0.1:\(port)/large; }
                    location = /chunks {
                        proxy_pass http://127.0.0.1:\(port)/large; proxy_http_version 1.1;
                        sub_filter_types *; sub_filter 'no such words' 'x';
                    }
                    location = /upload { proxy_pass http://127.0.0.1:\(port)/large; }
                }
            }
            """
        let file = folder.appending(path: "conf")
        try Data(configuration.utf8).write(to: file)
        let path = try #require(Self.path("nginx"))
        let program = try BuiltProgram(path: path).start(
            ["-p", base, "-c", file.path, "-e", "\(base)/log"]
        )
        let server = RealServer(folder, program, port: port)
        try await answers(server, "/large")
        return server
    }

    /// Waits until the server answers.
    private static func answers(_ server: RealServer, _ target: String) async throws {
        try await withClient(of: server.address) { client in
            for _ in 0..<3_000 {
                let request = ClientRequest(.head, target, fields: [:])
                if try await Asked(client, request).failure() == nil { return }
                _ = poll(nil, 0, 10)
            }
            Issue.record("\(server.address) does not answer")
        }
    }

    @Test(.enabled(if: has("nginx")))
    func `nginx is understood`() async throws {
        let server = try await Self.nginx()
        try await withClient(of: server.address) { client in
            for target in ["/large", "/inner", "/chunks"] {
                let asked = Asked(client, get: target)
                try await asked.ends()
                #expect(asked.status == 200)
                #expect(asked.content == Self.content, "\(target)")
            }
            // nginx closes after each fifth; the next is on a new connection, and none is lost.
            for _ in 0..<30 {
                let asked = Asked(client, ClientRequest(.head, "/large", fields: [:]))
                try await asked.ends()
                #expect(asked.content.isEmpty)
            }
            let missing = Asked(client, get: "/missing")
            try await missing.ends()
            #expect(missing.status == 404)
            let range: HeaderFields = ["Range": "bytes=10-19"]
            let part = Asked(client, ClientRequest(.get, "/large", fields: range))
            try await part.ends()
            #expect(part.status == 206)
            #expect(part.content == Array(Self.content[10..<20]))
            let tag = try #require(part.fields?["ETag"])
            let known: HeaderFields = ["If-None-Match": tag]
            let same = Asked(client, ClientRequest(.get, "/large", fields: known))
            try await same.ends()
            #expect(same.status == 304)
        }
    }

    @Test(.enabled(if: has("nginx")))
    func `nginx refuses a body before it has come`() async throws {
        let server = try await Self.nginx()
        try await withClient(of: server.address) { client in
            let length = ClientRequest.Length.known(1 << 30)
            let asked = Asked(client, ClientRequest(.post, "/upload", fields: [:], length: length))
            try asked.exchange.write([UInt8](repeating: 1, count: 1_000))
            try await asked.ends()
            #expect(asked.status == 413)
        }
    }

    // MARK: Go

    private static func go() async throws -> RealServer {
        let folder = try RealServer.makeFolder()
        let source = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Interop/goupstream/main.go").standardized.path
        let path = try #require(Self.path("go"))
        let program = folder.appending(path: "goupstream").path
        let built = try BuiltProgram(path: path).run(
            ["build", "-o", program, source],
            environment: ProcessInfo.processInfo.environment.merging(
                ["GO111MODULE": "off", "GOPROXY": "off"]
            ) { _, own in own }
        )
        #expect(built.status == 0, "\(built.errors)")
        let running = try BuiltProgram(path: program).start([])
        let line = try #require(running.output.wait(for: "open"))
        let port = try #require(UInt16(line.split(separator: " ")[1]))
        return RealServer(folder, running, port: port)
    }

    @Test(.enabled(if: has("go")))
    func `a server in Go is understood`() async throws {
        let server = try await Self.go()
        try await withClient(of: server.address) { client in
            let content = Array(Self.content[..<400_000])
            let chunked = Asked(
                client,
                ClientRequest(
                    .post,
                    "/echo?length=-1",
                    fields: ["Trailer": "X-Sum"],
                    length: .chunked
                )
            )
            try chunked.exchange.write(content)
            try chunked.exchange.finish(trailers: ["X-Sum": "7"])
            try await chunked.ends()
            #expect(chunked.status == 200)
            #expect(chunked.content == content)
            #expect(chunked.all.last == .end(trailers: ["X-Echo": "7"]))

            let fields: HeaderFields = ["Expect": "100-continue"]
            let known = ClientRequest(.put, "/echo?length=3", fields: fields, length: .known(3))
            let expecting = Asked(client, known)
            try await eventually { !expecting.all.isEmpty }
            #expect(expecting.all.first == .interim(HTTPStatus(100), [:]))
            try expecting.exchange.write(Array("abc".utf8))
            try await expecting.ends()
            #expect(expecting.text == "abc")

            let hints = Asked(client, get: "/hints")
            try await hints.ends()
            #expect(hints.text == "after")
            let refused = Asked(
                client,
                ClientRequest(.post, "/refuse", fields: fields, length: .known(9))
            )
            try await refused.ends()
            #expect(refused.status == 403)
            let dying = Asked(client, get: "/die")
            try await dying.ends(with: .closed)
            #expect(dying.content.count == 5_000)
            let large = Asked(client, get: "/bytes?count=20000000")
            try await large.ends()
            #expect(large.contentCount == 20_000_000)
        }
    }

    // MARK: Python

    @Test(.enabled(if: has("python3")))
    func `a server in Python is understood, which speaks HTTP 1.0`() async throws {
        let folder = try RealServer.makeFolder()
        try Data(Self.content).write(to: folder.appending(path: "large"))
        let path = try #require(Self.path("python3"))
        let port = try Self.freePort()
        let program = try BuiltProgram(path: path).start(
            [
                "-m", "http.server", "\(port)", "--bind", "127.0.0.1", "--directory", folder.path,
            ],
            environment: ProcessInfo.processInfo.environment
        )
        let server = RealServer(folder, program, port: port)
        try await Self.answers(server, "/")
        try await withClient(of: server.address) { client in
            for _ in 0..<5 {
                let asked = Asked(client, get: "/large")
                try await asked.ends()
                #expect(asked.content == Self.content)
            }
            let asked = Asked(client, ClientRequest(.post, "/", fields: [:]))
            try await asked.ends()
            #expect(asked.status == 501)
        }
    }
}
