// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

/// `pingctl rpc`, both sides of a call.
struct CallTests {
    private let environment = ["PATH": "/usr/bin:/bin"]

    /// A taker at the second node, which knows from then on who serves the methods.
    private func taker(
        _ methods: String,
        _ arguments: [String],
        _ nodes: [RealNode]
    ) throws -> RunningProgram {
        for method in methods.split(separator: ",").map(String.init) {
            try announce(method, at: nodes[1])
        }
        return try BuiltProgram("pingctl").start(
            ["rpc", "serve", methods, "--url", nodes[1].url] + arguments,
            environment: environment
        )
    }

    /// A method counts as served for a while by whoever has asked for its calls.
    private func announce(_ method: String, at node: RealNode) throws {
        let none = try node.ask(["rpc", "next", method, "--wait", "1ms"])
        #expect(
            none == .init(status: 1, output: "", errors: "pingctl: no call came within 1ms\n")
        )
    }

    private static let script = """
        case $PINGCTL_CALL_METHOD in
          upper) tr a-z A-Z ;;
          who) printf '%s %s' "$PINGCTL_CALL_FROM" "$PINGCTL_CALL_ATTEMPT" ;;
          fail) echo a >&2; echo 'no such thing' >&2; exit 3 ;;
          mute) exit 4 ;;
          dies) kill -9 $$ ;;
          slow) sleep 60 & sleep 60 ;;
          deaf) exec <&-; printf heard ;;
          big) head -c 2000000 /dev/zero ;;
        esac
        """

    @Test func `a command answers calls, and its failures are told to the caller`() throws {
        let nodes = try RealNode.cluster(2)
        let taker = try taker(
            "upper,who,fail,mute,dies,slow,deaf,big",
            ["--lease", "1s", "-o", "ndjson", "--", "sh", "-c", Self.script],
            nodes
        )
        func call(_ method: String, _ more: [String] = [], input: String = "") throws
            -> BuiltProgram.Outcome
        {
            try nodes[0].ask(["rpc", "node2", method] + more, input: input)
        }
        let upper = try call("upper", ["--text", "quiet"])
        #expect(upper == .init(status: 0, output: "QUIET", errors: ""))
        // More than a pipe holds, both ways.
        let long = String(repeating: "abc", count: 200_000)
        let piped = try call("upper", ["--file", "-"], input: long)
        #expect(piped.status == 0)
        #expect(piped.output == long.uppercased())
        #expect(try call("who").output == "node1 1")
        let unread = try call("deaf", ["--file", "-"], input: long)
        #expect(unread == .init(status: 0, output: "heard", errors: ""))
        for (method, sentence) in [
            ("fail", "no such thing"), ("mute", "sh ended with exit code 4"),
            ("dies", "sh was ended by signal 9"), ("slow", "sh has not answered within 1s"),
            ("big", "larger than 1048576 bytes"),
        ] {
            let failed = try call(method)
            #expect(failed.status == 1)
            #expect(failed.output == "")
            #expect(failed.errors.contains(sentence), "\(failed.errors)")
        }
        #expect(try call("upper", ["--text", "still there"]).output == "STILL THERE")
        _ = try #require(taker.output.wait(for: #""status":"ok","bytes":11"#))
        taker.send(signal: SIGINT)
        #expect(try taker.waitForExit() == 0)
        let lines = taker.output.waitForEnd()
        #expect(
            lines.contains(#""method":"fail","from":"node1","status":"failed","error":"no such"#)
        )
        #expect(taker.errors.waitForEnd() == "a\nno such thing\n")
    }

    @Test func `calls that were taken are answered before the end`() throws {
        let nodes = try RealNode.cluster(2)
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("pingctl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Each command says that it has begun, and waits at a pipe of its own.
        let gates = ["1", "2"].map { folder.path + "/gate" + $0 }
        for gate in gates { #expect(mkfifo(gate, 0o600) == 0) }
        let script = "gate=$(cat); echo begun >&2; cat \"$gate\""
        let taker = try taker("wait", ["--", "sh", "-c", script], nodes)
        let callers = try gates.map { gate in
            try BuiltProgram("pingctl").start([
                "rpc", "node2", "wait", "--text", gate, "--timeout", "60s", "--url", nodes[0].url,
            ])
        }
        _ = try #require(taker.errors.wait(for: "begun\n", times: 2))
        taker.send(signal: SIGTERM)
        for gate in gates {
            let end = try #require(FileHandle(forWritingAtPath: gate))
            try end.write(contentsOf: Data(gate.utf8))
            try end.close()
        }
        for (caller, gate) in zip(callers, gates) {
            #expect(try caller.waitForExit() == 0)
            #expect(caller.output.waitForEnd() == gate)
        }
        #expect(try taker.waitForExit() == 0)
    }

    @Test func `a call can be taken and answered by hand, once`() throws {
        let nodes = try RealNode.cluster(2)
        struct Call: Decodable {
            let id, method, from, text: String
        }
        try announce("add", at: nodes[1])
        let caller = try BuiltProgram("pingctl")
            .start(["rpc", "node2", "add", "--text", "1 2", "--url", nodes[0].url])
        let taken = try nodes[1].ask(["rpc", "next", "add", "-o", "json"])
        #expect(taken.status == 0, "\(taken.errors)")
        let call = try JSONDecoder().decode(Call.self, from: Data(taken.output.utf8))
        #expect([call.method, call.from, call.text] == ["add", "node1", "1 2"])
        let reply = ["rpc", "reply", call.id, "--text", "3"]
        #expect(try nodes[1].ask(reply) == .init(status: 0, output: "", errors: ""))
        #expect(try caller.waitForExit() == 0)
        #expect(caller.output.waitForEnd() == "3")
        let again = try nodes[1].ask(reply)
        #expect(again.status == 1)
        #expect(again.errors.contains("answered"))
        let unknown = try nodes[1].ask(["rpc", "reply", "0000", "--failed", "--text", "x"])
        #expect(unknown.status == 1)
    }

    @Test(arguments: [
        (["serve", "x"], "write the command behind --"),
        (["serve", "x", "--", "no-such-program"], "\"no-such-program\" is no program that can be"),
        (["serve", "x", "--", "/"], "\"/\" is no program"),
        (["serve", "", "--", "true"], "a method's name is 1 to 255 bytes"),
        (["serve", "x", "--parallel", "15", "--", "true"], "--parallel is 1 to 14"),
        (["serve", "x", "--count", "0", "--", "true"], "--count is at least 1"),
        (["serve", "x", "--lease", "6m", "--", "true"], "--lease is 1s to 5m"),
        (["next", "--wait", "6m"], "--wait is at most 5m"),
        (["next", "a,b"], "a method's name is 1 to 255 bytes without a comma"),
        (["reply", ""], "the call's id is missing"),
        (["reply", "x", "--text", "a", "--file", "b"], "of --text, --json and --file give one"),
    ])
    func `what cannot be taken or answered is one sentence`(
        arguments: [String],
        sentence: String
    ) throws {
        let outcome = try BuiltProgram("pingctl").run(
            ["--url", "http://127.81.70.1:1", "rpc"] + arguments,
            environment: environment
        )
        #expect(outcome.status == 64)
        #expect(outcome.errors.hasPrefix("pingctl: " + sentence), "\(outcome.errors)")
    }
}
