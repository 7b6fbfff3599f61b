// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

/// A built node on free ports, and the ways to it.
final class RealNode {
    let name: String
    let url: String
    let gossip: String
    let program: RunningProgram

    init(_ name: String, _ arguments: [String] = []) throws {
        self.name = name
        program = try BuiltProgram("pingd").start(
            ["--name", name, "--bind", "127.0.0.1:0", "--http", "127.0.0.1:0"] + arguments
        )
        url = try Self.url(program)
        struct Own: Decodable { let address: String }
        let own = try BuiltProgram("pingctl").run(["self", "--url", url, "-o", "json"])
        gossip = try JSONDecoder().decode(Own.self, from: Data(own.output.utf8)).address
    }

    /// Where its API listens, as soon as it does.
    static func url(_ program: RunningProgram) throws -> String {
        let log = try #require(program.errors.wait(for: "HTTP API is listening"))
        let line = try #require(log.split(separator: "\n").first { $0.contains("HTTP API") })
        let words = line.split(separator: " ")
        let address = try #require(words.first { $0.hasPrefix("address=") })
        return "http://\(address.dropFirst("address=".count))"
    }

    func ask(_ arguments: [String], input: String = "") throws -> BuiltProgram.Outcome {
        try BuiltProgram("pingctl").run(arguments + ["--url", url], input: input)
    }

    /// Nodes that know each other.
    static func cluster(_ count: Int, last: [String] = []) throws -> [RealNode] {
        let first = try RealNode("node1")
        var nodes = [first]
        for number in 2...count {
            let more = number == count ? last : []
            nodes.append(try RealNode("node\(number)", ["--join", first.gossip] + more))
        }
        for node in nodes {
            // Waits at the node, as long as it takes.
            let watch = try BuiltProgram("pingctl")
                .start(["members", "--watch", "-o", "json", "--url", node.url])
            _ = try #require(watch.output.wait(for: "\"alive\":\(count)"))
            watch.send(signal: SIGTERM)
        }
        return nodes
    }
}
