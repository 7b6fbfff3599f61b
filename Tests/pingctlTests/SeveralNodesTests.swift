// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

/// Commands that follow several nodes at once, each line with the name of its node.
struct SeveralNodesTests {
    private let dead = "http://127.81.70.1:1"

    private func urls(_ nodes: [RealNode]) -> [String] { nodes.flatMap { ["--url", $0.url] } }

    @Test func `events of two nodes come in one stream, which goes on when one is gone`() throws {
        let nodes = try RealNode.cluster(2)
        let watched = try BuiltProgram("pingctl").start(
            ["events", "--after", "0", "-o", "ndjson", "--reconnect", "0s"] + urls(nodes)
        )
        for node in nodes {
            _ = try #require(watched.output.wait(for: #"{"node":"\#(node.url)","event":{"at":"#))
        }
        nodes[1].program.send(signal: SIGKILL)
        _ = try #require(watched.errors.wait(for: nodes[1].url + " closed the connection"))
        #expect(try nodes[0].ask(["send", "--to", "node1", "--text", "still heard"]).status == 0)
        _ = try #require(watched.output.wait(for: "still heard"))
        nodes[0].program.send(signal: SIGKILL)
        #expect(try watched.waitForExit() == 75)
        #expect(watched.errors.waitForEnd().contains(nodes[0].url + " closed the connection"))
    }

    @Test func `held messages of several nodes are in the order of their time`() throws {
        let nodes = try RealNode.cluster(2)
        for (from, to) in [(0, "node2"), (1, "node1"), (0, "node2")] {
            let sent = try nodes[from].ask([
                "send", "--to", to, "--text", "to \(to)", "--wait", "delivered",
            ])
            #expect(sent.status == 0, "\(sent)")
        }
        let pingctl = try BuiltProgram("pingctl")
        let shown = try pingctl.run(["messages"] + urls(nodes))
        #expect(shown.status == 0)
        let rows = shown.output.split(separator: "\n")
        #expect(rows[0].hasPrefix("NODE "))
        let places = rows.dropFirst().map { $0.prefix { $0 != " " } }
        #expect(places.map(String.init) == [nodes[1].url, nodes[0].url, nodes[1].url])
        let limited = try pingctl.run(["messages", "--limit", "2", "-o", "ndjson"] + urls(nodes))
        let lines = limited.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0].hasPrefix(#"{"node":"\#(nodes[1].url)","message":{"seq":"#), "\(lines)")
        let partly = try pingctl.run(["messages", "--url", nodes[0].url, "--url", dead])
        #expect(partly.status == 2)
        #expect(partly.output.contains("to node1"))
        #expect(partly.errors.hasPrefix("pingctl: cannot reach \(dead): connection refused"))
        let none = try pingctl.run(["messages", "--url", dead, "--url", "http://127.81.70.1:2"])
        #expect(none.status == 69)
        #expect(none.errors.split(separator: "\n").count == 2)
    }

    @Test func `messages of several nodes are followed, as many as asked for`() throws {
        let nodes = try RealNode.cluster(2)
        let followed = try BuiltProgram("pingctl")
            .start(["messages", "--follow", "--limit", "2"] + urls(nodes))
        #expect(try nodes[0].ask(["send", "--to", "node2", "--text", "first"]).status == 0)
        _ = try #require(followed.output.wait(for: "first"))
        #expect(try nodes[1].ask(["send", "--to", "node1", "--text", "second"]).status == 0)
        #expect(try followed.waitForExit() == 0)
        let rows = followed.output.waitForEnd().split(separator: "\n").dropFirst()
        #expect(rows.count == 2)
        #expect(rows.first?.hasPrefix(nodes[1].url + "  ") == true)
        #expect(rows.last?.hasPrefix(nodes[0].url + "  ") == true)
        #expect(rows.last?.hasSuffix("second") == true)
    }

    @Test func `each of several nodes pings the others, and sums up for itself`() throws {
        let nodes = try RealNode.cluster(3)
        let pingctl = try BuiltProgram("pingctl")
        let both = try pingctl.run(["ping", "--count", "2", "--interval", "20ms"] + urls(nodes))
        #expect(both.status == 0, "\(both)")
        let lines = both.output.split(separator: "\n")
        for node in nodes {
            #expect(lines.count { $0.hasPrefix("\(node.url): pong from ") } == 4)
            #expect(lines.contains("through \(node.url)"))
        }
        #expect(both.output.components(separatedBy: "4 pings, 4 pongs, 0% loss").count == 4)
        let named = try pingctl.run(
            ["ping", "--count", "1", "-o", "ndjson", "node1", "node2"] + urls(Array(nodes[..<2]))
        )
        #expect(named.status == 0, "\(named)")
        let start = #"{"node":"\#(nodes[0].url)","member":"node2","seq":1,"status":"pong","#
        #expect(named.output.contains(start), "\(named.output)")
        #expect(named.output.split(separator: "\n").count == 4)
        let partly = try pingctl.run(
            ["ping", "--count", "1", "--url", nodes[0].url, "--url", dead]
        )
        #expect(partly.status == 2)
        #expect(partly.errors.contains("cannot reach \(dead)"))
        #expect(partly.output.contains("pong from node2"))
    }

    @Test(arguments: [["events"], ["messages"], ["messages", "--follow"]])
    func `a number of one node is none of several`(command: [String]) throws {
        let outcome = try BuiltProgram("pingctl")
            .run(command + ["--after", "7", "--url", dead, "--url", "http://127.81.70.1:2"])
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("--after is a number of one node; give one --url"))
    }
}
