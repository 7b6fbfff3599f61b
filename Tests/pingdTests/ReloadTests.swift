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

    @Test func `tags that the file changes take the place of all, and the address stays`() throws {
        let node = try Node("meta: {zone: a}")
        let announced = "\"http\":\"\(node.address)\""
        #expect(try node.ask("/members").contains(announced))
        _ = try node.ask("/meta", ["--request", "PUT", "--data", #"{"zone":"http","x":1}"#])
        _ = try node.reload("meta: {zone: b}\n", until: "reloaded changed=meta")
        #expect(try node.ask("/meta").hasPrefix(#"{"meta":{"zone":"b"},"#))
        _ = try node.ask("/meta", ["--request", "PATCH", "--data", #"{"y":2}"#])
        #expect(try node.ask("/meta").hasPrefix(#"{"meta":{"zone":"b","y":2},"#))
        #expect(try node.ask("/members").contains(announced))
        _ = try node.reload("log-level: debug\n", until: "reloaded changed=meta,log-level")
        #expect(try node.ask("/meta").hasPrefix(#"{"meta":{},"#))
        #expect(try node.ask("/members").contains(announced))
    }

    @Test func `tags without room for the address beside them change nothing`() throws {
        let node = try Node("http-allow: read\nmeta: {zone: a}\n")
        let long = String(repeating: "x", count: 480)
        let log = try node.reload(
            "http-allow: [read, operate]\nmeta: {zone: \(long)}\n",
            until: "nothing was reloaded"
        )
        #expect(log.contains("the node's own words; the limit is 512."))
        #expect(try node.ask("/meta").contains(#""zone":"a""#))
        #expect(try node.ask("/leave", ["--data", ""]).hasSuffix(" 403"))
        _ = try node.reload("http-allow: read\nmeta: {zone: b}\n", until: "changed=meta")
        #expect(try node.ask("/meta").contains(#""zone":"b""#))
    }

    @Test func `whatever is wrong, all stays as it was, and where it is wrong is said`() throws {
        let token = try TemporaryFile("s3cret")
        let key = Data(repeating: 1, count: 32).base64EncodedString()
        let keyring = try TemporaryFile("[\"\(key)\"]")
        try keyring.setMode(0o600)
        let good = "http-token-file: \(token.path)\nkeyring: \(keyring.path)\n"
        let node = try Node(good)
        func works() throws -> Bool {
            let bearer = ["--header", "Authorization: Bearer s3cret"]
            return try node.ask("/members", bearer).hasSuffix(" 200")
                && node.ask("/members").hasSuffix(" 401")
        }
        #expect(try works())
        // The level shows that nothing at all was taken over.
        let file = node.file.path
        for (settings, words) in [
            ("meta: {a: b\n", "\(file):2: not valid YAML"),
            ("\thttp-threads: 1\n", "\(file):1: not valid YAML"),
            ("log-level: debug\nhtp-allow: read\n", "\(file):2: unknown key"),
            ("log-level: debug\n\nhttp-allow: reed\n", "\(file):3: http-allow"),
            ("- a\n", "\(file):1: expected lines"),
            ("log-level: debug\nname: [a, b]\n", "\(file):2: name takes one value"),
            ("log-level: debug\nhttp-token-file: /nonexistent\n", "\(file):2: http-token-file"),
            ("log-level: debug\nhttp-token-file: /tmp\n", "is a directory"),
            ("log-level: debug\nkeyring: /nonexistent\n", "\(file):2: keyring"),
        ] {
            _ = try node.reload(settings, until: words)
            #expect(try works(), "\(words)")
        }
        try "s3cret 2".write(toFile: token.path, atomically: false, encoding: .utf8)
        _ = try node.reload(good, until: "\(token.path)")
        #expect(try works())
        try "s3cret".write(toFile: token.path, atomically: false, encoding: .utf8)
        try "[1]".write(toFile: keyring.path, atomically: false, encoding: .utf8)
        _ = try node.reload(good, until: "\(keyring.path)")
        #expect(try works())
        try FileManager.default.removeItem(atPath: file)
        node.program.send(signal: SIGHUP)
        #expect(node.program.errors.wait(for: "cannot read \(file)") != nil)
        #expect(try works())
        let log = node.program.errors.text
        #expect(log.components(separatedBy: "error nothing was reloaded reason=").count == 13)
        #expect(!log.contains("notice reloaded"))
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
