// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

/// Tokens and keys never reach what others read.
struct SecretTests {
    private static let tokens = ["t0ken-0ne-aaaa", "t0ken-tw0-bbbb", "t0ken-wr0ng-cccc"]
    private static let keys = [[UInt8](0x41...0x60), [UInt8](0x61...0x80), [UInt8](0x21...0x40)]

    private static var base64: [String] { keys.map { Data($0).base64EncodedString() } }

    /// Every form in which a secret could be written.
    private static var forms: [String] {
        let hex = keys.map { $0.map { String(format: "%02x", $0) }.joined() }
        let lists = keys.map { "\($0[4]), \($0[5]), \($0[6]), \($0[7])" }
        let texts = keys.map { String(decoding: $0[4..<12], as: UTF8.self) }
        let encoded = tokens.map { Data($0.utf8).base64EncodedString() }
        return tokens + base64 + hex + hex.map { $0.uppercased() } + lists + texts + encoded
    }

    private func ask(_ address: String, _ token: String) throws -> String {
        try BuiltProgram(path: "/usr/bin/curl").run([
            "--silent", "--output", "/dev/null", "--write-out", "%{http_code}",
            "--header", "Authorization: Bearer \(token)",
            "http://\(address)/members?token=\(token)&x=1",
        ]).output
    }

    @Test(arguments: ["text", "json"])
    func `no log holds a token or a key, at any level, through rotation and mistakes`(
        format: String
    ) throws {
        let token = try TemporaryFile(Self.tokens[0])
        let keyring = try TemporaryFile("[\"\(Self.base64[0])\"]")
        try keyring.setMode(0o600)
        let program = try BuiltProgram("pingd").start([
            "--name", "n", "--bind", "127.0.0.1:0", "--http", "127.0.0.1:0",
            "--log-level", "trace", "--log-format", format, "--key", Self.base64[2],
            "--keyring", keyring.path, "--http-token-file", token.path,
        ])
        let log = try #require(program.errors.wait(for: "HTTP API is listening"))
        let pattern = #/address"?[=:]"?(127\.0\.0\.1:\d+)/#
        let listening = try #require(log.range(of: "HTTP API is listening"))
        let address = try #require(log[listening.upperBound...].firstMatch(of: pattern)).1
        #expect(try ask(String(address), Self.tokens[0]) == "400")
        #expect(try ask(String(address), Self.tokens[2]) == "401")
        try write(Self.tokens[1], token.path)
        try write("[\"\(Self.base64[1])\", \"\(Self.base64[0])\"]", keyring.path)
        program.send(signal: SIGHUP)
        #expect(program.errors.wait(for: "http-token-file") != nil)
        #expect(try ask(String(address), Self.tokens[1]) == "400")
        #expect(try ask(String(address), Self.tokens[0]) == "401")
        try write(Self.tokens[1] + " nonsense", token.path)
        program.send(signal: SIGHUP)
        #expect(program.errors.wait(for: "nothing was reloaded") != nil)
        try write(Self.tokens[1], token.path)
        try write("[\"\(Self.base64[1])!\"]", keyring.path)
        program.send(signal: SIGHUP)
        #expect(program.errors.wait(for: "is not base64") != nil)
        #expect(try ask(String(address), Self.tokens[1]) == "400")
        program.send(signal: SIGTERM)
        let status = try program.waitForExit()
        let all = program.errors.waitForEnd() + program.output.waitForEnd()
        #expect(status == 0, "\(all.suffix(4_000))")
        #expect(all.contains("/members"), "requests are in the log at this level")
        for form in Self.forms { #expect(!all.contains(form), "\(form)") }
    }

    @Test func `neither mistakes nor reports repeat a secret`() throws {
        let token = try TemporaryFile(Self.tokens[0] + " " + Self.tokens[1])
        let good = try TemporaryFile(Self.tokens[0])
        let keyring = try TemporaryFile("[\"\(Self.base64[0])\"]")
        try keyring.setMode(0o600)
        let file = try TemporaryFile("key: \(Self.base64[1])")
        let commands = [
            ["--http-token-file", token.path], ["--key", Self.base64[0] + "!"],
            ["--key", String(Self.base64[0].prefix(24))], ["--keyring", good.path],
            ["--check-config", "--key", Self.base64[0], "--http-token-file", good.path],
            ["--check-config", "--keyring", keyring.path, "--config", file.path],
        ]
        for arguments in commands {
            let outcome = try BuiltProgram("pingd").run(
                ["--name", "n", "--http", "0.0.0.0:1"] + arguments
            )
            #expect(outcome.status != 0 || arguments[0] == "--check-config")
            for form in Self.forms {
                #expect(!(outcome.output + outcome.errors).contains(form), "\(arguments[0])")
            }
        }
    }

    private func write(_ text: String, _ path: String) throws {
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }
}
