// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Glibc
import Testing

/// `pingctl` and built nodes, the whole way.
struct ClusterTests {
    @Test func `pings come back from each member, and Ctrl-C sums them up`() throws {
        let nodes = try RealNode.cluster(3)
        let counted = try nodes[0].ask(["ping", "--count", "3", "--interval", "20ms"])
        #expect(counted.status == 0, "\(counted.output) \(counted.errors)")
        let lines = counted.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "PING node2, node3 through \(nodes[0].url)")
        for member in ["node2", "node3"] {
            for sequence in 1...3 {
                let start = "pong from \(member): seq=\(sequence) value="
                #expect(lines.count { $0.hasPrefix(start) && $0.hasSuffix(" ms") } == 1)
            }
        }
        #expect(counted.output.contains("\n6 pings, 6 pongs, 0% loss, in "))
        let running = try BuiltProgram("pingctl")
            .start(["ping", "node3", "--interval", "20ms", "--url", nodes[0].url])
        _ = try #require(running.output.wait(for: "pong from node3: seq=2 "))
        running.send(signal: SIGINT)
        #expect(try running.waitForExit() == 0)
        let summed = running.output.waitForEnd()
        #expect(summed.contains("\nMEMBER  SENT  FAILED  PONGS  LOSS"))
        #expect(!summed.contains("from node2"))
    }

    @Test func `pings go on when the node has been started anew`() throws {
        let socket = "/tmp/pingctl-\(UUID().uuidString.prefix(8)).sock"
        defer { try? FileManager.default.removeItem(atPath: socket) }
        let other = try RealNode("node2")
        let pingd = try BuiltProgram("pingd")
        let arguments = [
            "--name", "node1", "--bind", "127.0.0.1:0", "--http", "unix:" + socket, "--join",
            other.gossip,
        ]
        let first = try pingd.start(arguments)
        let there = "\"alive\":2"
        let watch = try BuiltProgram("pingctl")
            .start(["members", "--watch", "-o", "json", "--url", other.url])
        _ = try #require(watch.output.wait(for: there))
        let pings = try BuiltProgram("pingctl")
            .start(["ping", "--interval", "50ms", "--url", "unix:" + socket])
        _ = try #require(pings.output.wait(for: "pong from node2: seq=2 "))
        first.send(signal: SIGTERM)
        #expect(try first.waitForExit() == 0)
        _ = try #require(pings.errors.wait(for: "trying again for 1m"))
        let before = pings.output.text.components(separatedBy: "pong from").count
        let second = try pingd.start(arguments)
        _ = try #require(pings.errors.wait(for: "connected again"))
        _ = try #require(pings.output.wait(for: "pong from", times: before + 1))
        pings.send(signal: SIGINT)
        #expect(try pings.waitForExit() == 0)
        second.send(signal: SIGTERM)
        #expect(try second.waitForExit() == 0)
    }

    @Test func `who does not answer is told of, and is exit code 2 or 1`() throws {
        let nodes = try RealNode.cluster(3, last: ["--no-pong"])
        let arguments = ["ping", "--count", "1", "--wait", "1s", "-o", "ndjson"]
        let both = try nodes[0].ask(arguments)
        #expect(both.status == 2)
        let lines = both.output.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix(#"{"member":"node2","seq":1,"status":"pong","value":"#))
        #expect(lines[1] == #"{"member":"node3","seq":1,"status":"missing"}"#)
        #expect(
            lines[2].hasPrefix(#"{"sent":2,"failed":0,"pongs":1,"duplicates":0,"lossPercent":50"#)
        )
        let none = try nodes[0].ask(arguments + ["node3"])
        #expect(none.status == 1)
    }

    @Test func `nobody is pinged who is not there`() throws {
        let node = try RealNode("node1")
        let alone = try node.ask(["ping"])
        #expect(
            alone
                == .init(
                    status: 1,
                    output: "",
                    errors: "pingctl: there is no other member to ping\n"
                )
        )
        let unknown = try node.ask(["ping", "nobody"])
        #expect(unknown.status == 1)
        #expect(unknown.errors == "pingctl: no member is called \"nobody\"\n")
        let itself = try node.ask(["ping", "node1"])
        #expect(itself.status == 64)
        #expect(itself.errors.contains("its own pongs go to the others only"))
    }

    @Test func `what one sends another shows, as messages and as events`() throws {
        let nodes = try RealNode.cluster(2)
        let watched = try BuiltProgram("pingctl")
            .start(["events", "--after", "0", "--url", nodes[1].url])
        let followed = try BuiltProgram("pingctl")
            .start(["messages", "--follow", "--limit", "2", "--url", nodes[1].url])
        _ = try #require(watched.output.wait(for: "member-join"))
        #expect(try nodes[0].ask(["send", "--text", "by lane"]).status == 0)
        _ = try #require(watched.output.wait(for: "by lane"))
        let told = try nodes[0].ask(["broadcast", "--text", "by gossip"])
        #expect(told.status == 0)
        #expect(told.output.split(separator: "\n").last?.hasSuffix(" 1") == true)
        _ = try #require(watched.output.wait(for: "by gossip"))
        #expect(try followed.waitForExit() == 0)
        let rows = followed.output.waitForEnd().split(separator: "\n")
        #expect(rows.count == 3)
        let words = rows.dropFirst().map { $0.split(separator: " ").dropFirst(2) }
        #expect(
            words == [
                ["node1", "lane", "7", "by", "lane"], ["node1", "packet", "9", "by", "gossip"],
            ]
        )
        watched.send(signal: SIGINT)
        #expect(try watched.waitForExit() == 130)
        let lines = try nodes[1].ask(["messages", "-o", "ndjson"]).output
        #expect(lines.split(separator: "\n").count == 2)
    }

    @Test func `tags are told to the cluster, and there is word of the room`() throws {
        let nodes = try RealNode.cluster(2)
        #expect(try nodes[0].ask(["meta", "set", "zone=1a", "role=web"]).status == 0)
        let changed = try nodes[0].ask(["meta", "unset", "role"])
        #expect(changed.status == 0)
        #expect(changed.output.contains("TAG   VALUE\nzone  1a\n"))
        #expect(changed.output.contains(" bytes left; "))
        let shown = try nodes[1].ask(["members", "--name", "node1"])
        #expect(shown.output.hasSuffix("  zone=1a\n"))
        let large = try nodes[0].ask(["meta", "set", "x=" + String(repeating: "x", count: 600)])
        #expect(large.status == 64)
        #expect(large.errors.contains("the limit is 512"))
    }

    @Test func `nodes are joined, name one owner, and leave`() throws {
        let (first, second) = (try RealNode("node1"), try RealNode("node2"))
        let partly = try first.ask(["join", second.gossip, "127.0.0.1:9"])
        #expect(partly.status == 2, "\(partly.output) \(partly.errors)")
        let none = try first.ask(["join", "127.0.0.1:9"])
        #expect(none.status == 1)
        #expect(none.output.contains("failed"))
        let owners = try [first, second].map { try $0.ask(["owner", "user-42"]).output }
        let names = owners.map { $0.split(separator: "\n")[1].prefix { $0 != " " } }
        #expect(names[0] == names[1])
        let left = try second.ask(["leave", "--yes"])
        #expect(left == .init(status: 0, output: "left\n", errors: ""))
        #expect(try second.program.waitForExit() == 0)
        #expect(try first.ask(["members", "--state", "left"]).output.contains("\nnode2 "))
        let dead = try first.ask(["send", "--to", "node2", "--text", "x"])
        #expect(dead.status == 1)
    }

    @Test func `a key is made, installed, used, and the old one removed`() throws {
        let file = FileManager.default.temporaryDirectory.path + "/pingctl-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let first = try BuiltProgram("pingctl").run(["keys", "generate"]).output
        let second = try BuiltProgram("pingctl").run(["keys", "generate", "--bits", "128"]).output
        let node = try RealNode("node1", ["--keyring", file, "--key", String(first.dropLast())])
        func ids(_ outcome: BuiltProgram.Outcome) throws -> [String] {
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.errors == "")
            return outcome.output.split(separator: "\n").dropFirst().map { String($0.prefix(16)) }
        }
        let before = try ids(node.ask(["keys"]))
        let both = try ids(node.ask(["keys", "install", "-"], input: second))
        #expect(both.count == 2 && both.first == before.first)
        #expect(try ids(node.ask(["keys", "use", both[1]])) == both.reversed())
        let primary = try node.ask(["keys", "remove", both[1]])
        #expect(primary.status == 1)
        #expect(try ids(node.ask(["keys", "remove", both[0]])) == [both[1]])
        #expect(try node.ask(["keys", "use", "0000000000000000"]).status == 1)
        let open = try RealNode("node2")
        let refused = try open.ask(["keys"])
        #expect(refused.status == 1)
        #expect(refused.errors.contains("does not encrypt"))
    }

    @Test func `a stream goes on when the node has been started anew, and says what is lost`()
        throws
    {
        let socket = "/tmp/pingctl-\(UUID().uuidString.prefix(8)).sock"
        defer { try? FileManager.default.removeItem(atPath: socket) }
        let pingd = try BuiltProgram("pingd")
        let arguments = ["--name", "node1", "--bind", "127.0.0.1:0", "--http", "unix:" + socket]
        let first = try pingd.start(arguments)
        _ = try #require(first.errors.wait(for: "HTTP API is listening"))
        let watched = try BuiltProgram("pingctl")
            .start(["events", "--after", "0", "-o", "ndjson", "--url", "unix:" + socket])
        _ = try #require(watched.output.wait(for: "\"name\":\"node1\""))
        first.send(signal: SIGTERM)
        #expect(try first.waitForExit() == 0)
        _ = try #require(watched.errors.wait(for: "trying again for 1m"))
        let second = try pingd.start(arguments)
        _ = try #require(watched.output.wait(for: "\"reason\":\"restarted\""))
        _ = try #require(watched.errors.wait(for: "the node was started anew"))
        watched.send(signal: SIGINT)
        #expect(try watched.waitForExit() == 130)
        second.send(signal: SIGTERM)
        #expect(try second.waitForExit() == 0)
    }

    @Test func `a token that may not is told so, and one that is wrong too`() throws {
        let file = FileManager.default.temporaryDirectory.path + "/pingctl-\(UUID().uuidString)"
        try "reader-token read\n".write(toFile: file, atomically: true, encoding: .utf8)
        _ = chmod(file, 0o600)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let program = try BuiltProgram("pingd").start([
            "--name", "node1", "--bind", "127.0.0.1:0", "--http", "127.0.0.1:0",
            "--http-token-file", file,
        ])
        let url = try RealNode.url(program)
        let pingctl = try BuiltProgram("pingctl")
        func status(_ words: [String], _ token: String) throws -> Int32 {
            try pingctl.run(words + ["--url", url], environment: ["PINGCTL_TOKEN": token]).status
        }
        #expect(try status(["members"], "reader-token") == 0)
        for words in [
            ["send", "--text", "x"], ["leave", "--yes"], ["keys"], ["meta", "set", "a=b"],
        ] {
            #expect(try status(words, "reader-token") == 77)
        }
        #expect(try status(["events"], "wrong-token") == 77)
        #expect(try status(["health"], "") == 0)
    }
}

extension ClusterTests {
    @Test func `a call prints the reply, and says why there is none`() throws {
        let nodes = try RealNode.cluster(2)
        let echo = try nodes[0].ask(["rpc", "node2", "echo", "--text", "hello"])
        #expect(echo == .init(status: 0, output: "hello", errors: ""))
        let piped = try nodes[0].ask(["rpc", "node2", "echo", "--file", "-"], input: "piped")
        #expect(piped == .init(status: 0, output: "piped", errors: ""))
        let ping = try nodes[0].ask(["rpc", "node2", "ping"])
        #expect(ping == .init(status: 0, output: "", errors: ""))
        let unknown = try nodes[0].ask(["rpc", "node2", "fly"])
        #expect(unknown.status == 1, "\(unknown)")
        #expect(unknown.errors.contains("fly"))
        let nobody = try nodes[0].ask(["rpc", "nobody", "ping"])
        #expect(nobody.status == 1, "\(nobody)")
        #expect(nobody.errors == "pingctl: No member is called \"nobody\".\n")
        let both = try nodes[0].ask(["rpc", "node2", "echo", "--text", "a", "--json", "1"])
        #expect(both.status == 64)
    }
}
