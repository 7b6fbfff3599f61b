// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

/// What an operator asks of the built program over HTTP.
struct OperationTests {
    private struct Keys: Decodable {
        struct Key: Decodable {
            let id: String
            let primary: Bool
        }

        let keys: [Key]
        let saved: Bool
    }

    /// A node on free ports, whose API listens already.
    private func start(_ arguments: [String] = []) throws -> (program: RunningProgram, url: String)
    {
        let program = try BuiltProgram("pingd").start(
            ["--name", "node1", "--bind", "127.0.0.1:0", "--http", "127.0.0.1:0"] + arguments
        )
        let log = try #require(program.errors.wait(for: "HTTP API is listening"))
        let line = try #require(log.split(separator: "\n").first { $0.contains("HTTP API") })
        let address = try #require(line.split(separator: " ").first { $0.hasPrefix("address=") })
        return (program, "http://\(address.dropFirst(8))")
    }

    private func ask(_ arguments: [String]) throws -> String {
        let curl = Process()
        let output = Pipe()
        curl.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
        curl.arguments = ["--silent", "--max-time", "20"] + arguments
        curl.standardOutput = output
        try curl.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        curl.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }

    @Test func `a leave is answered, and the process ends with 0`() throws {
        let (program, url) = try start()
        let answer = try ask(["--request", "POST", "\(url)/leave"])
        #expect(answer == "{\"left\":true,\"told\":true}\n")
        #expect(try program.waitForExit() == 0)
    }

    @Test func `a leave ends streams in order and answers whoever waits`() throws {
        let (program, url) = try start()
        let curl = BuiltProgram(path: "/usr/bin/curl")
        let quiet = ["--silent", "--show-error", "--max-time", "60"]
        let events = try curl.start(quiet + ["--no-buffer", "\(url)/events?after=0"])
        #expect(events.output.wait(for: "event: member-join") != nil)
        let messages = try curl.start(quiet + ["\(url)/messages?wait=5m"])
        let later = try curl.start(quiet + ["\(url)/members?after=9007199254740991&wait=5m"])
        var parked = ""
        while !parked.contains("\"http-parked\":2") { parked = try ask(["\(url)/self"]) }
        #expect(try ask(["--request", "POST", "\(url)/leave"]).contains("\"left\":true"))
        #expect(try program.waitForExit(within: 30) == 0)
        for (client, words) in [
            (events, "event: member-leave"), (messages, "\"messages\":[]"),
            (later, "\"members\":["),
        ] {
            // 0: the answer was whole.
            #expect(try client.waitForExit(within: 30) == 0, "\(client.errors.text)")
            #expect(client.output.waitForEnd().contains(words), "\(client.output.text)")
        }
    }

    @Test func `keys that were changed over HTTP are there after a restart`() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("pingd-keys-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("ring").path
        let first = Data(repeating: 1, count: 32).base64EncodedString()
        let second = Data(repeating: 2, count: 32).base64EncodedString()
        let (program, url) = try start(["--keyring", file, "--key", first])
        func keys(_ arguments: [String]) throws -> Keys {
            let answer = try ask(arguments)
            #expect(!answer.contains(first) && !answer.contains(second))
            return try JSONDecoder().decode(Keys.self, from: Data(answer.utf8))
        }
        let install = #"{"action":"install","key":"\#(second)"}"#
        let both = try keys(["--data", install, "\(url)/keys"])
        #expect(both.keys.map(\.primary) == [true, false] && both.saved)
        let use = #"{"action":"use","id":"\#(both.keys[1].id)"}"#
        let used = try keys(["--data", use, "\(url)/keys"])
        #expect(used.keys.map(\.id) == both.keys.map(\.id).reversed())
        let left = try keys(["--request", "DELETE", "\(url)/keys?id=\(both.keys[0].id)"])
        #expect(left.keys.map(\.id) == [both.keys[1].id])
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "[\n  \"\(second)\"\n]\n")
        program.send(signal: SIGTERM)
        #expect(try program.waitForExit() == 0)
        let log = program.errors.text
        #expect(!log.contains(first) && !log.contains(second) && log.contains(both.keys[1].id))

        let (again, address) = try start(["--keyring", file])
        #expect(try keys(["\(address)/keys"]).keys.map(\.id) == [both.keys[1].id])
        again.send(signal: SIGTERM)
        #expect(try again.waitForExit() == 0)
    }
}
