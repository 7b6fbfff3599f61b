// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A Serf agent, driven by the `serf` program as its users do.
final class SerfAgent: Sendable {
    /// A member as `serf members` lists it.
    struct Member: Decodable, Equatable {
        let name: String
        let addr: String
        let status: String
        let tags: [String: String]
    }

    let name: String
    let port: UInt16
    let child: Child
    private let rpc: String

    var address: String { "127.0.0.1:\(port)" }

    fileprivate init(name: String, port: UInt16, arguments: [String]) throws {
        self.name = name
        self.port = port
        rpc = "127.0.0.1:\(FreePorts.one())"
        child = try Child(
            "serf",
            [
                "agent", "-node=\(name)", "-bind=127.0.0.1:\(port)", "-rpc-addr=\(rpc)",
                "-profile=local", "-log-level=debug",
            ] + arguments,
            name: name
        )
    }

    /// Runs `serf` with that command on this agent.
    @discardableResult
    func run(_ command: String, _ arguments: [String] = []) async throws -> Command {
        try await Command.run("serf", [command, "-rpc-addr=\(rpc)"] + arguments)
    }

    func members() async throws -> [Member] {
        struct Listed: Decodable {
            let members: [Member]
        }
        let listed = try await run("members", ["-format=json"])
        guard listed.status == 0 else {
            throw Child.StartError(description: "\(name): \(listed.errors)\(listed.output)")
        }
        return try JSONDecoder().decode(Listed.self, from: Data(listed.output.utf8)).members
    }

    /// Lines of its log that hold those words.
    func said(_ words: String) -> [String] {
        child.output.elements().filter { $0.contains(words) }
    }

    /// Waits until it lists that member in that state: alive, leaving, left or failed.
    @discardableResult
    func lists(
        _ member: String,
        _ status: String,
        within limit: Duration = .seconds(20)
    ) async throws -> Member {
        var seen: Member?
        do {
            try await eventually("\(member) \(status)", within: limit) {
                seen = try await members().first { $0.name == member }
                return seen?.status == status
            }
        } catch {
            let last = seen.map { "\($0)" } ?? "nothing"
            throw Child.StartError(description: "\(error); \(name) lists \(last)")
        }
        return seen!
    }
}

extension Scene {
    /// Starts an agent with fast timings and waits until it answers.
    func serf(_ name: String, _ arguments: [String] = []) async throws -> SerfAgent {
        let agent = try SerfAgent(name: name, port: FreePorts.one(), arguments: arguments)
        keep(agent.child)
        try await eventually("\(name) to answer", within: .seconds(20)) {
            guard !agent.child.hasEnded else {
                let said = agent.child.output.elements().joined(separator: "\n")
                throw Child.StartError(description: "\(name) ended at its start: \(said)")
            }
            return try await agent.run("info").status == 0
        }
        return agent
    }
}
