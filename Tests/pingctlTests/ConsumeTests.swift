// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Glibc
import Testing

/// `pingctl consume` and `pingctl consumers`, and durable messages, against a node with a journal.
struct ConsumeTests {
    /// A node with a directory of its own, which goes with it.
    private final class KeepingNode {
        let node: RealNode
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("pingctl-\(UUID().uuidString)").path

        init(_ name: String, _ arguments: [String] = []) throws {
            node = try RealNode(name, ["--data-dir", folder] + arguments)
        }

        deinit {
            node.program.send(signal: SIGTERM)
            _ = try? node.program.waitForExit()
            try? FileManager.default.removeItem(atPath: folder)
        }

        /// What stands behind `--` is a command's.
        func ask(_ arguments: [String]) throws -> BuiltProgram.Outcome {
            let words = arguments.prefix { $0 != "--" }
            return try BuiltProgram("pingctl").run(
                words + ["--url", node.url] + arguments[words.endIndex...],
                environment: ["PATH": "/usr/bin:/bin"]
            )
        }

        /// Messages of the node to itself, held when this is over.
        func fill(_ texts: [String]) throws {
            for text in texts {
                let sent = try ask(["send", "--to", node.name, "--text", text])
                #expect(sent.status == 0, "\(sent.errors)")
            }
            let watch = try ask(["messages", "--follow", "--limit", "\(texts.count)"])
            #expect(watch.status == 0, "\(watch.errors)")
        }

        func consumers() throws -> [String] {
            let outcome = try ask(["consumers"])
            return outcome.output.split(separator: "\n").map { line in
                line.split(separator: " ").prefix(3).joined(separator: " ")
            }
        }
    }

    private struct Shown: Decodable {
        let seq: UInt64
        let text: String
        let attempt: Int

        static func read(_ lines: String) throws -> [Shown] {
            try lines.split(separator: "\n")
                .map { try JSONDecoder().decode(Shown.self, from: Data($0.utf8)) }
        }
    }

    @Test func `each name gets every message once, those who share a name share them`() throws {
        let node = try KeepingNode("node1")
        try node.fill(["one", "two", "three"])
        let first = try node.ask(["consume", "mailer", "--count", "2", "-o", "ndjson"])
        #expect(first.status == 0, "\(first.errors)")
        #expect(try Shown.read(first.output).map(\.text) == ["one", "two"])
        let rest = try node.ask(["consume", "mailer", "--drain", "-o", "ndjson"])
        #expect(try Shown.read(rest.output).map(\.text) == ["three"])
        #expect(try node.ask(["consume", "mailer", "--drain", "-o", "ndjson"]).output == "")
        let other = try node.ask(["consume", "audit", "--drain"])
        #expect(other.output.split(separator: "\n").count == 4, "\(other.output)")
        #expect(other.output.hasPrefix("SEQ"))
        let late = try node.ask(["consume", "late", "--drain", "--start", "next"])
        #expect(late == .init(status: 0, output: "", errors: ""))
        #expect(
            try node.consumers() == ["NAME BEHIND LEASED", "audit 0 0", "late 0 0", "mailer 0 0"]
        )
        #expect(try node.ask(["consumers", "forget", "late"]).status == 0)
        let unknown = try node.ask(["consumers", "forget", "late"])
        #expect(unknown.status == 1)
        #expect(unknown.errors.contains("\"late\""), "\(unknown.errors)")
    }

    @Test func `what comes while it stays is shown, and Ctrl-C ends it with nothing leased`() throws
    {
        let node = try KeepingNode("node1")
        let consumer = try BuiltProgram("pingctl")
            .start(["consume", "mailer", "-o", "ndjson", "--url", node.node.url])
        for text in ["a", "b", "c"] {
            #expect(try node.ask(["send", "--to", "node1", "--text", text]).status == 0)
            _ = try #require(consumer.output.wait(for: "\"text\":\"\(text)\""))
        }
        consumer.send(signal: SIGINT)
        #expect(try consumer.waitForExit() == 0)
        #expect(try node.consumers().last == "mailer 0 0")
    }

    @Test func `a command deals with each message, and exit code 0 acknowledges it`() throws {
        let node = try KeepingNode("node1")
        try node.fill(["good", "bad", "better"])
        let script = """
            text=$(cat)
            [ "$text" = bad ] && { echo 'not today' >&2; exit 3; }
            echo "$PINGCTL_CONSUMER $PINGCTL_MESSAGE_ATTEMPT $text"
            """
        let outcome = try node.ask([
            "consume", "jobs", "--lease", "1s", "--count", "3", "--", "sh", "-c", script,
        ])
        #expect(outcome.status == 2)
        #expect(outcome.output == "jobs 1 good\njobs 1 better\n")
        let complaint = outcome.errors.split(separator: "\n").last ?? ""
        #expect(complaint.hasPrefix("pingctl: message "), "\(outcome.errors)")
        #expect(complaint.hasSuffix(": not today"), "\(outcome.errors)")
        // It comes again as soon as its lease is over, by itself.
        let again = try node.ask([
            "consume", "jobs", "--count", "1", "--", "sh", "-c",
            "echo \"$PINGCTL_MESSAGE_ATTEMPT $(cat)\"",
        ])
        #expect(again == .init(status: 0, output: "2 bad\n", errors: ""))
        #expect(try node.consumers().last == "jobs 0 0")
    }

    @Test func `a message that is being dealt with is finished before the end`() throws {
        let node = try KeepingNode("node1")
        try node.fill(["slow", "never"])
        let gate = node.folder + ".gate"
        defer { try? FileManager.default.removeItem(atPath: gate) }
        #expect(mkfifo(gate, 0o600) == 0)
        let consumer = try BuiltProgram("pingctl").start(
            [
                "consume", "jobs", "--url", node.node.url, "--", "sh", "-c",
                "echo begun >&2; cat '\(gate)'; cat",
            ],
            environment: ["PATH": "/usr/bin:/bin"]
        )
        _ = try #require(consumer.errors.wait(for: "begun\n"))
        consumer.send(signal: SIGTERM)
        let end = try #require(FileHandle(forWritingAtPath: gate))
        try end.write(contentsOf: Data("opened ".utf8))
        try end.close()
        #expect(try consumer.waitForExit() == 0)
        #expect(consumer.output.waitForEnd() == "opened slow")
        #expect(try node.consumers().last == "jobs 1 0")
    }

    @Test func `messages are leased and acknowledged by hand, or become dead letters`() throws {
        let node = try KeepingNode("node1", ["--delivery-attempts", "1"])
        try node.fill(["kept", "lost"])
        let leased = try node.ask(["consumers", "next", "m", "--lease", "1s", "-o", "ndjson"])
        #expect(leased.status == 0, "\(leased.errors)")
        let messages = try Shown.read(leased.output)
        #expect(messages.map(\.text) == ["kept", "lost"])
        #expect(messages.map(\.attempt) == [1, 1])
        let kept = messages[0].seq
        let none = try node.ask(["consumers", "next", "m"])
        #expect(
            none == .init(status: 1, output: "", errors: "pingctl: there is no message for m\n")
        )
        let ack = try node.ask(["consumers", "ack", "m", "\(kept)"])
        #expect(ack == .init(status: 0, output: "acknowledged 1 of 1\n", errors: ""))
        let again = try node.ask(["consumers", "ack", "m", "\(kept)"])
        #expect(again.status == 1)
        #expect(again.errors == "pingctl: message \(kept) was not m's any more\n")
        // Until the lease of the other one is over.
        let news = try node.ask(["consumers", "next", "m", "--wait", "60s"])
        #expect(news.status == 1)
        #expect(
            news.errors == "pingctl: 1 message was handed out as often as may be; see pingctl "
                + "consumers dead\npingctl: there is no message for m\n"
        )
        let dead = try node.ask(["consumers", "dead"])
        let rows = dead.output.split(separator: "\n")
        try #require(rows.count == 2, "\(dead.output)")
        #expect(rows[0].hasPrefix("NUMBER  CONSUMER  TIMES"))
        #expect(rows[1].hasSuffix("lost"))
        let number = String(rows[1].prefix { $0 != " " })
        #expect(
            try node.ask(["consumers", "dead", "--consumer", "n", "-o", "ndjson"]).output == ""
        )
        #expect(try node.ask(["consumers", "discard", number]).status == 0)
        #expect(try node.ask(["consumers", "discard", number]).status == 1)
        #expect(try node.ask(["consumers", "dead", "-o", "ndjson"]).output == "")
    }

    @Test func `a durable message waits in the node for a member that is away`() throws {
        let node = try KeepingNode("node1")
        let away = try RealNode("node2", ["--join", node.node.gossip])
        _ = try node.ask(["reachability"])
        away.program.send(signal: SIGKILL)
        _ = try away.program.waitForExit()
        let sent = try node.ask([
            "send", "--to", "node2", "--durable", "--ttl", "1h", "--text", "later", "-o", "json",
        ])
        #expect(sent.status == 0, "\(sent.errors)")
        #expect(sent.output.contains("\"status\":\"queued\",\"via\":\"outbox\""), "\(sent.output)")
        // By the query too, beside bytes.
        let bytes = try node.node.ask(
            ["send", "--to", "node2", "--durable", "--file", "-"],
            input: "bytes"
        )
        #expect(bytes.status == 0, "\(bytes.errors)")
        let followed = try node.ask([
            "send", "--to", "node2", "--durable", "--wait", "delivered", "--timeout", "100ms",
            "--text", "x",
        ])
        #expect(followed.status == 75, "\(followed.errors)")
    }

    @Test func `without a journal there are no consumers, and that is said`() throws {
        let node = try RealNode("node1")
        for arguments in [
            ["consume", "a"], ["consumers"], ["consumers", "next", "a"],
            ["consumers", "ack", "a", "1"], ["consumers", "dead"], ["consumers", "discard", "1"],
            ["send", "--durable", "--text", "x"],
        ] {
            let outcome = try node.ask(arguments)
            #expect(outcome.status == 1, "\(arguments)")
            #expect(outcome.output == "")
            #expect(outcome.errors.contains("--data-dir"), "\(outcome.errors)")
        }
    }

    @Test(arguments: [
        (["consume"], "missing expected argument '<name>'"),
        (["consume", ""], "a consumer's name is 1 to 255 bytes without control characters"),
        (["consume", "a", "--count", "0"], "--count is at least 1"),
        (["consume", "a", "--lease", "2h"], "--lease is 1s to 1h"),
        (["consume", "a", "--start", "now"], "the value 'now' is invalid for '--start"),
        (["consume", "a", "--", "no-such-program"], "\"no-such-program\" is no program that"),
        (["consumers", "next", "a", "--limit", "1001"], "--limit is 1 to 1000"),
        (["consumers", "next", "a", "--wait", "6m"], "--wait is at most 5m"),
        (["consumers", "ack", "a"], "missing expected argument '<seq> ...'"),
        (["consumers", "ack", "a", "x"], "the value 'x' is invalid for '<seq>'"),
        (["consumers", "dead", "--limit", "0"], "--limit is at least 1"),
        (["consumers", "forgt", "a"], "there is no command \"consumers forgt\"; did you mean"),
        (["send", "--ttl", "1h", "--text", "x"], "--ttl says how long a message is kept"),
        (
            ["send", "--durable", "--best-effort", "--text", "x"],
            "--durable and --best-effort exclude each other"
        ),
    ])
    func `wrong usage is one line and exit code 64`(
        arguments: [String],
        sentence: String
    ) throws {
        let outcome = try BuiltProgram("pingctl").run(
            arguments,
            environment: ["PATH": "/usr/bin:/bin"]
        )
        #expect(outcome.status == 64)
        #expect(outcome.errors.hasPrefix("pingctl: " + sentence), "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }
}
