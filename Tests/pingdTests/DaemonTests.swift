// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

/// The built program: its words, its signals, its exit codes.
struct DaemonTests {
    private static let loopback = ["--bind", "127.0.0.1:0", "--http", "127.0.0.1:0"]

    /// A node on free ports, whose API listens already.
    private func start(
        _ arguments: [String] = [],
        named name: String = "node1"
    ) throws -> (program: RunningProgram, gossip: String, http: String) {
        let program = try BuiltProgram("pingd")
            .start(["--name", name] + Self.loopback + arguments)
        let log = try #require(program.errors.wait(for: "HTTP API is listening"))
        return (
            program,
            gossip: try #require(Self.field("address", of: "node is listening", in: log)),
            http: try #require(Self.field("address", of: "HTTP API is listening", in: log))
        )
    }

    private static func field(_ name: String, of event: String, in log: String) -> String? {
        log.split(separator: "\n").first { $0.contains(event) }?
            .split(separator: " ").first { $0.hasPrefix(name + "=") }
            .map { String($0.dropFirst(name.count + 1)) }
    }

    @Test func `the help is this`() throws {
        let outcome = try BuiltProgram("pingd").run(["--help"], environment: ["COLUMNS": "80"])
        #expect(outcome == .init(status: 0, output: Self.help, errors: ""))
    }

    @Test func `the version is the whole answer`() throws {
        let outcome = try BuiltProgram("pingd").run(["--version"])
        #expect(outcome == .init(status: 0, output: "0.1.0\n", errors: ""))
    }

    @Test(
        arguments: [
            (["--ping", "3x"], 64), (["--nmae", "x"], 64), (["--config", "/nonexistent"], 78),
            (["--http", "0.0.0.0:0"], 78), (["--bind", "203.0.113.9:0"], 78),
            (["--http", "203.0.113.9:0", "--http-insecure"], 78),
            (["--http", "unix:/nonexistent/pingd.sock"], 78),
        ] as [([String], Int32)]
    )
    func `what cannot start says so in one line`(arguments: [String], status: Int32) throws {
        let outcome = try BuiltProgram("pingd")
            .run(["--name", "n"] + Self.loopback + arguments)
        #expect(outcome.status == status)
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("pingd: "))
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    }

    @Test func `an occupied port is one line and exit code 78`() throws {
        let first = try start()
        let pingd = try BuiltProgram("pingd")
        let gossip = try pingd.run(["--name", "n", "--bind", first.gossip, "--http", ":0"])
        #expect(
            gossip
                == .init(
                    status: 78,
                    output: "",
                    errors: "pingd: the node cannot listen on \(first.gossip): another program "
                        + "does; choose another port (--bind)\n"
                )
        )
        let http = try pingd.run(
            ["--name", "n", "--bind", "127.0.0.1:0", "--http", first.http]
        )
        #expect(
            http
                == .init(
                    status: 78,
                    output: "",
                    errors: "pingd: the HTTP API cannot listen on \(first.http): "
                        + "another program does (--http)\n"
                )
        )
        withExtendedLifetime(first.program) {}
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `a signal lets it leave and end with 0`(signal: Int32) throws {
        let (program, _, _) = try start()
        program.send(signal: signal)
        #expect(try program.waitForExit() == 0)
        let log = program.errors.waitForEnd()
        #expect(log.contains("info  leaving signal=\(signal == SIGTERM ? "SIGTERM" : "SIGINT")"))
        #expect(log.contains("info  ended"))
        #expect(program.output.waitForEnd() == "")
    }

    @Test func `a join that is tried once ends with 1 when nobody is there`() throws {
        let outcome = try BuiltProgram("pingd").run(
            ["--name", "n", "--join", "127.81.70.1:1", "--join-once"] + Self.loopback
        )
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("warning not joined address=127.81.70.1:1 reason="))
        #expect(outcome.errors.contains("error nobody could be joined"))
    }

    @Test func `two nodes play ping and pong on standard output`() throws {
        let ponger = try start()
        let pinger = try start(
            ["--join", ponger.gossip, "--join-once", "--ping", "20ms", "--no-pong"],
            named: "node2"
        )
        #expect(ponger.program.output.wait(for: "key=ping value=4\n") != nil)
        // A ping that leaves before the pong has come says the same once more.
        var lines: [Substring] = []
        for line in ponger.program.output.text.split(separator: "\n") where !lines.contains(line) {
            lines.append(line)
        }
        #expect(
            lines.prefix(4) == [
                "received msg: key=ping value=0", "send to node2 msg: key=pong value=1",
                "received msg: key=ping value=2", "send to node2 msg: key=pong value=3",
            ]
        )
        #expect(pinger.program.output.text.hasPrefix("send to node1 msg: key=ping value=0\n"))
    }

    @Test func `closed standard descriptors are survived`() throws {
        let pingd = try BuiltProgram("pingd").path
        let ponger = try start()
        let program = try BuiltProgram(path: "/bin/sh").start(
            ["-c", "exec \"$0\" \"$@\" <&- >&-", pingd, "--name", "node2"] + Self.loopback
                + ["--join", ponger.gossip, "--ping", "10ms"]
        )
        #expect(ponger.program.output.wait(for: "key=ping value=2") != nil)
        program.send(signal: SIGTERM)
        #expect(try program.waitForExit() == 0)
    }

    @Test func `a hangup sets the level of the log, and names what needs a restart`() throws {
        let file = try TemporaryFile("log-level: info\nlabel: x\n")
        let (program, _, _) = try start(["--config", file.path])
        try "log-level: debug\nlabel: y\nprofile: wan\n"
            .write(toFile: file.path, atomically: true, encoding: .utf8)
        program.send(signal: SIGHUP)
        #expect(
            program.errors.wait(
                for: "notice reloaded changed=log-level log-level=debug "
                    + "needs-restart=profile,label\n"
            ) != nil
        )
        try "log-level: loud\n".write(toFile: file.path, atomically: true, encoding: .utf8)
        program.send(signal: SIGHUP)
        let log = program.errors.wait(for: "error nothing was reloaded reason=")
        #expect(log?.contains("\(file.path):1: log-level: \\\"loud\\\" is not known") == true)
        program.send(signal: SIGTERM)
        #expect(try program.waitForExit() == 0)
    }

    @Test func `a second signal does not wait for open requests`() throws {
        let (program, _, http) = try start()
        let request = try OpenRequest(to: UInt16(http.split(separator: ":")[1])!)
        program.send(signal: SIGTERM)
        #expect(program.errors.wait(for: "leaving") != nil)
        program.send(signal: SIGINT)
        #expect(try program.waitForExit() == 128 + SIGINT)
        withExtendedLifetime(request) {}
    }

    @Test func `a JSON log has one object on every line`() throws {
        let program = try BuiltProgram("pingd")
            .start(["--name", "n", "--log-format", "json"] + Self.loopback)
        #expect(program.errors.wait(for: "HTTP API is listening") != nil)
        program.send(signal: SIGTERM)
        #expect(try program.waitForExit() == 0)
        let lines = program.errors.waitForEnd().split(separator: "\n")
        #expect(lines.count > 2)
        for line in lines {
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            #expect((object as? [String: Any])?["message"] is String)
        }
    }
}
