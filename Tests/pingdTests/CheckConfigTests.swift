// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

@testable import pingd

/// `--check-config`: what would be, without being it.
struct CheckConfigTests {
    private func check(
        _ arguments: [String],
        environment: [String: String] = [:]
    ) throws -> BuiltProgram.Outcome {
        try BuiltProgram("pingd").run(
            ["--check-config", "--name", "n"] + arguments,
            environment: environment
        )
    }

    private static func lines(_ text: String) -> [String: String] {
        var lines: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            lines[String(parts[0])] = parts[1].split(separator: " ").joined(separator: " ")
        }
        return lines
    }

    @Test func `every setting is said, with its place`() throws {
        let token = try TemporaryFile("one\ntwo read")
        let file = try TemporaryFile("label: from file\nhttp-token-file: \(token.path)")
        let outcome = try check(
            ["--config", file.path, "--join", "a,b", "--suspicion-mult", "9"],
            environment: ["PINGD_PING": "3s"]
        )
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        let lines = Self.lines(outcome.output)
        for key in SettingKey.allCases { #expect(lines[key.rawValue] != nil, "\(key)") }
        #expect(lines["name"] == "n # --name")
        #expect(lines["label"] == "\"from file\" # \(file.path):1: label")
        #expect(lines["http-token-file"]?.hasSuffix(": 2 tokens") == true)
        #expect(lines["join"] == "[\"a,b\"] # --join")
        #expect(lines["ping"] == "3s # PINGD_PING")
        #expect(lines["suspicion-mult"] == "9 # --suspicion-mult")
        #expect(lines["probe-interval"] == "1s # default of the profile")
        #expect(lines["http"] == "127.0.0.1:8946 # default")
        #expect(lines["http-max-body"] == "1048576 # default")
    }

    @Test func `what is on has its default, and what is off has none`() throws {
        let lines = Self.lines(try check([]).output)
        let off = lines.filter { $0.value.hasPrefix("#") }.keys.sorted()
        #expect(
            off == [
                "advertise", "cidrs-allowed", "data-dir", "disable-tcp-pings-for-node",
                "http-host", "http-token-file", "join", "key", "keyring", "label", "meta", "ping",
                "proxy-methods", "proxy-path", "send-buffer-bytes", "upstream",
            ]
        )
        let key = try TemporaryFile(#"["AAAAAAAAAAAAAAAAAAAAAA=="]"#)
        try key.setMode(0o600)
        let one = Self.lines(try check(["--keyring", key.path]).output)
        #expect(one["keyring"]?.hasSuffix(": 1 key") == true, "\(one["keyring"] ?? "")")
    }

    @Test func `what it says is a file that says the same`() throws {
        let first = try check(["--label", "a: \"b\" #c", "--meta", "k=v w", "--ping", "3s"])
        let file = try TemporaryFile(first.output)
        let wanted = try Settings.read([
            "--name", "n", "--label", "a: \"b\" #c", "--meta", "k=v w", "--ping", "3s",
        ])
        var read = try Settings.read(["--config", file.path])
        // What the profile gives is written down, and so is given now.
        #expect(read.tuning != wanted.tuning)
        read.tuning = wanted.tuning
        #expect(read == wanted)
    }

    @Test func `a running node is not in the way, and nothing is started`() throws {
        let program = try BuiltProgram("pingd")
            .start(["--name", "n", "--bind", "127.0.0.1:0", "--http", "127.0.0.1:0"])
        let log = try #require(program.errors.wait(for: "HTTP API is listening"))
        let address = try #require(
            log.split(separator: " ").last { $0.hasPrefix("address=") }
        ).dropFirst("address=".count).split(separator: "\n")[0]
        #expect(try check(["--http", String(address)]).status == 0)
        program.send(signal: SIGTERM)
        #expect(try program.waitForExit() == 0)
    }

    @Test func `what would not start is 78, and says where`() throws {
        let file = try TemporaryFile("label: x\nprofile: fast\n")
        let outcome = try check(["--config", file.path])
        #expect(outcome.status == 78)
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("pingd: \(file.path):2: profile: "))
        let open = try check(["--http", "0.0.0.0:1"])
        #expect(open.status == 78)
        #expect(open.errors.contains("--http-token-file"))
        #expect(try check(["--ping", "3x"]).status == 64)
    }
}
