// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

/// What SIGHUP changes in a running daemon.
struct ReloadTests {
    private struct Node {
        let program: RunningProgram
        let address: String
        let file: TemporaryFile

        init(_ settings: String) throws {
            file = try TemporaryFile(settings)
            program = try BuiltProgram("pingd").start([
                "--name", "n", "--bind", "127.0.0.1:0", "--http", "127.0.0.1:0",
                "--config", file.path,
            ])
            let log = try #require(program.errors.wait(for: "HTTP API is listening"))
            let match = log.firstMatch(of: #/HTTP API is listening address=(127\.0\.0\.1:\d+)/#)
            address = String(try #require(match).1)
        }

        /// Writes the file anew, and waits for these words.
        func reload(_ settings: String, until words: String) throws -> String {
            try settings.write(toFile: file.path, atomically: false, encoding: .utf8)
            program.send(signal: SIGHUP)
            return try #require(program.errors.wait(for: words))
        }

        func ask(_ path: String, _ arguments: [String] = []) throws -> String {
            try BuiltProgram(path: "/usr/bin/curl").run(
                ["--silent", "--write-out", " %{http_code}"] + arguments
                    + ["http://\(address)\(path)"]
            ).output
        }
    }

    @Test func `tags, permissions, names and limits are taken over`() throws {
        let node = try Node("meta: {zone: a}")
        #expect(try node.ask("/meta").contains(#""zone":"a""#))
        _ = try node.reload(
            "meta: {zone: b}\nhttp-allow: read\nhttp-host: node.test\nhttp-max-body: 1024\n"
                + "http-threads: 2\nhttp-max-connections-per-address: 9\n",
            until: "reloaded changed=http-allow,http-host,http-max-body,meta log-level=info "
                + "needs-restart=http-threads,http-max-connections-per-address\n"
        )
        #expect(try node.ask("/meta").contains(#""zone":"b""#))
        #expect(try node.ask("/send", ["--data", "{}"]).hasSuffix(" 403"))
        #expect(try node.ask("/members", ["--header", "Host: node.test"]).hasSuffix(" 200"))
        _ = try node.reload(
            "http-max-body: 1024\n",
            until: "reloaded changed=http-allow,http-host,meta"
        )
        let large = String(repeating: "x", count: 2_000)
        #expect(try node.ask("/send", ["--data", large]).hasSuffix(" 413"))
        #expect(try node.ask("/members", ["--header", "Host: node.test"]).hasSuffix(" 421"))
    }

    @Test func `a file that is wrong changes nothing, and the line is said`() throws {
        let node = try Node("http-allow: read\nlog-level: info\n")
        let log = try node.reload(
            "http-allow: read,send\nlog-level: loud\n",
            until: "nothing was reloaded"
        )
        #expect(log.contains("\(node.file.path):2: log-level"))
        #expect(try node.ask("/send", ["--data", "{}"]).hasSuffix(" 403"))
        let second = try node.reload(
            "http-allow: read,send\nhttp-host: 'a b'\n",
            until: "is not a host name"
        )
        #expect(second.contains("error nothing was reloaded"))
        #expect(try node.ask("/send", ["--data", "{}"]).hasSuffix(" 403"))
    }

    @Test func `tags that were set over HTTP outlive a reload that does not speak of tags`() throws
    {
        let node = try Node("meta: {zone: a}")
        let set = try node.ask("/meta", ["--request", "PUT", "--data", #"{"zone":"http"}"#])
        #expect(set.hasSuffix(" 200"))
        _ = try node.reload(
            "meta: {zone: a}\nlog-level: debug\n",
            until: "reloaded changed=log-level"
        )
        #expect(try node.ask("/meta").contains(#""zone":"http""#))
    }

    @Test func `requests stand in the log at debug, with their ids`() throws {
        let node = try Node("log-level: debug")
        _ = try node.ask("/members?name=x", ["--header", "X-Request-Id: my-own-id"])
        let log = try #require(node.program.errors.wait(for: "id=my-own-id"))
        let line = try #require(log.split(separator: "\n").last { $0.contains("my-own-id") })
        for field in [
            "debug request", "method=GET", "path=/members ", "status=200", "peer=127.0.0.1:",
        ] { #expect(line.contains(field), "\(field)") }
    }
}
