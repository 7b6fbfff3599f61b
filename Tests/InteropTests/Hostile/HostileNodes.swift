// SPDX-License-Identifier: Apache-2.0

import Testing

/// A node that is attacked, and one beside it that is not: both must think well of each other.
struct HostileNodes {
    let victim: Pingd
    let friend: Pingd

    static func start(_ scene: Scene, _ arguments: [String] = []) async throws -> HostileNodes {
        let victim = try await scene.pingd("victim", arguments)
        let friend = try await scene.pingd("friend", arguments + ["--join", victim.address])
        let nodes = HostileNodes(victim: victim, friend: friend)
        try await nodes.seeEachOther()
        return nodes
    }

    /// Each has the other alive in its table, maybe among ghosts that mutations have made.
    func seeEachOther(within limit: Duration = .seconds(60)) async throws {
        for node in [victim, friend] {
            try await node.members("victim and friend alive", within: limit) { view in
                view["victim"]?.state == "alive" && view["friend"]?.state == "alive"
            }
        }
    }

    /// Neither has ever said of the other that it is gone.
    func expectNeverLost(sourceLocation: SourceLocation = #_sourceLocation) {
        for node in [victim, friend] {
            let lost = node.child.errors.elements().filter { line in
                guard line.contains("name=victim") || line.contains("name=friend") else {
                    return false
                }
                return line.contains("member dead") || line.contains("member left")
            }
            #expect(lost == [], sourceLocation: sourceLocation)
        }
    }

    /// Alive, answering over HTTP, over a stream and with a message to the other.
    func expectWork(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        #expect(!victim.child.hasEnded && !friend.child.hasEnded, sourceLocation: sourceLocation)
        #expect(try await victim.ask("/healthz").status == 200, sourceLocation: sourceLocation)
        try await seeEachOther()
        let sent = try await victim.send(json: #"{"to":["friend"],"key":"ping","value":40}"#)
        #expect(sent.sent == 1, sourceLocation: sourceLocation)
        try await victim.prints("received msg: key=pong value=41")
    }
}

extension Dictionary where Key == String, Value == UInt64 {
    /// What a counter has grown by since.
    func grown(_ name: String, since before: Self) -> Int {
        Int(self[name] ?? 0) - Int(before[name] ?? 0)
    }

    /// What all counters with that beginning have grown by together.
    func grown(prefix: String, since before: Self) -> Int {
        keys.filter { $0.hasPrefix(prefix) }.reduce(0) { $0 + grown($1, since: before) }
    }
}
