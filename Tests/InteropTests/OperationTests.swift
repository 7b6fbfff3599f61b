// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RealPrograms {
    /// What an operator does to a cluster of built programs, over HTTP alone.
    struct OperationTests {
        private struct Owner: Decodable {
            let owner: String
            let candidates: Int
        }

        private struct Joined: Decodable {
            let joined: Int
            let failed: Int
        }

        @Test func `five nodes that were joined over HTTP name one owner for every key`()
            async throws
        {
            try await Scene.play { scene in
                var nodes: [Pingd] = []
                for number in 1...5 { nodes.append(try await scene.pingd("node\(number)")) }
                let names = nodes.map(\.name)
                // The last address is where nobody listens.
                let others = (nodes.dropFirst().map(\.address) + ["127.0.0.1:9"])
                    .map { "\"\($0)\"" }.joined(separator: ",")
                let answer = try await nodes[0].ask(
                    "/join",
                    ["--data", "{\"addresses\":[\(others)]}"]
                )
                let joined = try answer.decode(Joined.self)
                #expect(joined.joined == 4 && joined.failed == 1)
                for node in nodes {
                    try await node.members("all five", within: .seconds(60)) {
                        $0.names("alive") == names
                    }
                }
                let before = try await Self.owners(at: nodes)
                #expect(Set(before.values) == Set(names))
                #expect(before["user-42"] == "node3")
                let sent = try await nodes[4].send(json: #"{"text":"x","to":{"owner":"user-42"}}"#)
                #expect(sent.results.map(\.to) == ["node3"])

                // One says goodbye: its keys move, and no others.
                #expect(try await nodes[2].ask("/leave", ["--request", "POST"]).status == 200)
                #expect(try await nodes[2].child.end(within: .seconds(10)) == 0)
                nodes.remove(at: 2)
                for node in nodes {
                    try await node.members("node3 left", within: .seconds(60)) {
                        $0["node3"]?.state == "left"
                    }
                }
                let after = try await Self.owners(at: nodes)
                for (key, owner) in before {
                    #expect(after[key] == owner || (owner == "node3" && after[key] != "node3"))
                }
            }
        }

        /// The owners of some keys, about which the nodes must agree.
        private static func owners(at nodes: [Pingd]) async throws -> [String: String] {
            var owners: [String: String] = [:]
            for number in 30..<50 {
                let key = "user-\(number)"
                for node in nodes {
                    let answer = try await node.ask("/owner?key=\(key)").decode(Owner.self)
                    #expect(answer.candidates == nodes.count)
                    #expect(owners[key] == nil || owners[key] == answer.owner, "\(key)")
                    owners[key] = answer.owner
                }
            }
            return owners
        }
    }
}
