// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import GatewayAPI
import Glibc
import Testing

/// A node whose data directory is on a disk that runs full, which it takes root to mount.
@Suite(.timeLimit(.minutes(5)))
struct FullDiskTests {
    static let hasMounts =
        ProcessInfo.processInfo.environment["PINGD_REQUIRE_PEERS"] == "1"
        || geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/unshare")

    private static let node = [
        "--bind", "127.0.0.1:0", "--http", "127.0.0.1:0", "--profile", "local",
    ]

    /// A running node and the ports that it has chosen.
    private struct Running {
        let program: RunningProgram
        let bind: String
        let http: UInt16

        init(_ program: RunningProgram) throws {
            self.program = program
            let words = try #require(program.errors.wait(for: "HTTP API is listening"))
            let addresses = words.matches(of: #/listening.* address=(127\.0\.0\.1:(\d+))/#)
            bind = String(try #require(addresses.first?.1))
            let port = try #require(addresses.last?.2)
            http = try #require(UInt16(port))
        }

        func ask<Body: Decodable>(_ line: String, body: String = "") throws -> (Int, Body?) {
            let answer = try LocalRequest.ask(line, http, body: body)
            return (answer.status, try? answer.decoded())
        }

        /// Asks again until it is as wanted.
        func wait(for line: String, _ isWanted: (LocalRequest.Answer) throws -> Bool) throws {
            for _ in 0..<6_000 {
                if try isWanted(LocalRequest.ask(line, http)) { return }
                _ = poll(nil, 0, 5)
            }
            Issue.record("\(line) never answers as expected")
        }

        var inboxCount: Int {
            get throws {
                var (count, after): (Int, UInt64) = (0, 0)
                while true {
                    let page: MessagesBody = try LocalRequest.ask(
                        "GET /messages?after=\(after)",
                        http
                    ).decoded()
                    guard !page.messages.isEmpty else { return count }
                    count += page.messages.count
                    after = page.next - 1
                }
            }
        }
    }

    @Test(.enabled(if: hasMounts, "needs root, and unshare of the package util-linux"))
    func `a node whose disk is full confirms nothing, stays a member, and goes on with room`()
        throws
    {
        let place = "/tmp/pingd-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: place) }
        let script = """
            mount --make-rprivate / && mount -t tmpfs -o size=6m tmpfs "$1" &&
            head --bytes 3m /dev/zero > "$1/filler" && shift && exec "$@"
            """
        let pingd = try BuiltProgram("pingd")
        let receiver = try Running(
            BuiltProgram(path: "/usr/bin/unshare").start(
                ["--mount", "sh", "-c", script, "sh", place, pingd.path, "--name", "receiver"]
                    + Self.node + ["--data-dir", place + "/data"],
                environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
            )
        )
        let sender = try Running(
            pingd.start(["--name", "sender", "--join", receiver.bind] + Self.node)
        )
        let isThere: (LocalRequest.Answer) throws -> Bool = { answer in
            try answer.decoded(MembersBody.self).members.contains { $0.name == "receiver" }
        }
        try sender.wait(for: "GET /members?state=alive", isThere)

        let payload = String(repeating: "A", count: 64 * 1_024)
        let body =
            #"{"to":"receiver","base64":"\#(payload)","wait":"delivered","timeout":"5s"}"#
        var delivered = 0
        var waiting: SendResultBody?
        while waiting == nil, delivered < 1_000 {
            let (status, result): (Int, SendResultBody?) = try sender.ask("POST /send", body: body)
            if status == 200 { delivered += 1 } else { waiting = result }
        }
        let id = try #require(waiting?.id)
        #expect(waiting?.pending == 1)
        #expect(delivered > 3)
        try receiver.wait(for: "GET /readyz") { $0.status == 503 }
        #expect(receiver.program.errors.text.contains("messages cannot be stored"))
        // What was confirmed is there, and nothing else is shown; the member is as alive as before.
        #expect(try receiver.inboxCount == delivered)
        #expect(try isThere(LocalRequest.ask("GET /members?state=alive", sender.http)))

        // Its disk is seen through it alone.
        let filler = "/proc/\(receiver.program.processIdentifier)/root\(place)/filler"
        #expect(unlink(filler) == 0)
        try sender.wait(for: "GET /send/\(id)") {
            try $0.decoded(SendResultBody.self).delivered == 1
        }
        try receiver.wait(for: "GET /readyz") { $0.status == 200 }
        #expect(try receiver.inboxCount == delivered + 1)
        for program in [sender.program, receiver.program] {
            program.send(signal: SIGTERM)
            #expect(try program.waitForExit() == 0)
        }
    }
}
