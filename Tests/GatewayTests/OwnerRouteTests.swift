// SPDX-License-Identifier: Apache-2.0

import Foundation
import GatewayAPI
import Synchronization
import Testing

@testable import Gateway
@testable import Memberlist

/// Who owns a key, and `/owner` over a real socket.
@Suite struct OwnerRouteTests {
    private struct Owner: Decodable {
        let key: String
        let owner: String
        let `self`: Bool
        let candidates: Int
        let version: UInt64
        let member: MemberBody
    }

    private static func snapshot(_ members: [Member], local: String = "node1") -> MemberSnapshot {
        MemberSnapshot(version: 17, localName: local, members: members)
    }

    private static let five = (1...5).map { Member("node\($0)") }

    private func served(
        _ members: [Member],
        _ body: (ServedNode) async throws -> Void
    ) async throws {
        let node = ScriptedNode()
        node.script.withLock { $0.snapshot = Self.snapshot(members) }
        try await ServedNode.run(node) { served in try await body(served) }
    }

    /// The vectors of `docs/ownership.md`, so that other programs compute the same.
    @Test func `scores are those of the page`() throws {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(
            contentsOf: root.appendingPathComponent("docs/ownership.md"),
            encoding: .utf8
        )
        var vectors = 0
        for match in page.matches(of: #/\| `([^`]*)` \| `([^`]*)` \| `0x([0-9a-f]{16})` \|/#) {
            let score = Ownership(of: String(match.1)).score(String(match.2))
            #expect(score == UInt64(match.3, radix: 16), "\(match.1) \(match.2)")
            vectors += 1
        }
        #expect(vectors == 15)
    }

    @Test func `about one key of n moves when a member goes, and none between the others`() {
        let keys = (0..<20_000).map { "user-\($0)" }
        for count in [2, 5, 20] {
            let members = (1...count).map { Member("node\($0)") }
            let gone = members.map { member in
                member.name == "node2" ? Member("node2", .dead) : member
            }
            var owned: [String: Int] = [:]
            var moved = 0
            for key in keys {
                let before = Ownership(of: key).owner(in: Self.snapshot(members)).member!.name
                let after = Ownership(of: key).owner(in: Self.snapshot(gone)).member!.name
                owned[before, default: 0] += 1
                if before != after {
                    moved += 1
                    #expect(before == "node2" && after != "node2")
                }
            }
            let share = keys.count / count
            #expect(moved == owned["node2"])
            #expect(owned.count == count)
            for (name, number) in owned {
                #expect(abs(number - share) < share / 8, "\(name) owns \(number), not \(share)")
            }
        }
    }

    @Test func `dead and left members own nothing, suspect ones still do`() {
        let key = Ownership(of: "user-42")
        var members = Self.five
        #expect(key.owner(in: Self.snapshot(members)).member?.name == "node3")
        members[2] = Member("node3", .suspect)
        #expect(key.owner(in: Self.snapshot(members)).member?.name == "node3")
        members[2] = Member("node3", .dead)
        #expect(key.owner(in: Self.snapshot(members)).member?.name == "node1")
        members[0] = Member("node1", .left)
        let (owner, candidates) = key.owner(in: Self.snapshot(members))
        #expect(owner?.name == "node5" && candidates == 3)
        #expect(key.owner(in: Self.snapshot([])).member == nil)
    }

    @Test func `the owner is named with its address`() async throws {
        try await served(Self.five) { served in
            let answer = try served.ask("GET /owner?key=user-42")
            #expect(answer.status == 200)
            let owner: Owner = try answer.decoded()
            #expect(owner.key == "user-42" && owner.owner == "node3" && !owner.`self`)
            #expect(owner.candidates == 5 && owner.version == 17)
            #expect(owner.member.name == "node3" && owner.member.address == "127.0.0.1:7947")
            let mine: Owner = try served.ask("GET /owner?key=x%20x%C3%A9").decoded()
            #expect(mine.key == "x xé")
        }
    }

    @Test(arguments: [
        ("/owner", "Give the key"), ("/owner?key=", "Give the key"),
        ("/owner?key=a&key=a", "given twice"), ("/owner?kye=a", "no parameter"),
    ])
    func `a question without one key is refused`(path: String, detail: String) async throws {
        try await served(Self.five) { served in
            let answer = try served.ask("GET \(path)")
            #expect(answer.status == 400)
            #expect(try answer.decoded(ProblemBody.self).detail.contains(detail), "\(answer.body)")
        }
    }

    @Test func `where nobody lives nobody owns`() async throws {
        try await served([Member("node1", .left), Member("node2", .dead)]) { served in
            for answer in [
                try served.ask("GET /owner?key=a"),
                try served.post(#"{"text":"x","to":{"owner":"a"}}"#),
            ] {
                #expect(answer.status == 503)
                #expect(try answer.decoded(ProblemBody.self).code == "no-live-member")
            }
        }
    }

    @Test func `a message for the owner goes to the owner`() async throws {
        try await served(Self.five) { served in
            let fields = ["Content-Type: application/octet-stream"]
            for answer in [
                try served.post(#"{"text":"x","to":{"owner":"user-42"}}"#),
                try served.ask("POST /send?owner=user-42", fields: fields, body: [1]),
            ] {
                #expect(answer.status == 200, "\(answer.body)")
                #expect(served.node.lastOrder?.recipients == .named(["node3"]))
            }
            #expect(try served.post(#"{"text":"x","to":{"owner":"user-43"}}"#).status == 200)
            #expect(served.node.lastOrder?.recipients == .named(["node4"]))
        }
    }

    @Test(arguments: [
        #"{"text":"x","to":{}}"#, #"{"text":"x","to":{"owner":""}}"#,
        #"{"text":"x","to":{"owner":1}}"#, #"{"text":"x","to":{"key":"a"}}"#,
        #"{"text":"x","to":{"owner":"a","owner":"b"}}"#, #"{"text":"x","to":[{"owner":"a"}]}"#,
    ])
    func `what names no key reaches nobody`(body: String) async throws {
        try await served(Self.five) { served in
            let answer = try served.post(body)
            #expect(answer.status == 400, "\(answer.body)")
            #expect(served.node.lastOrder == nil)
        }
    }

    @Test(arguments: ["owner=", "owner=a&to=node2", "owner=a&owner=b"])
    func `an owner goes alone beside bytes too`(query: String) async throws {
        try await served(Self.five) { served in
            let fields = ["Content-Type: application/octet-stream"]
            let answer = try served.ask("POST /send?\(query)", fields: fields, body: [1])
            #expect(answer.status == 400 && served.node.lastOrder == nil)
            #expect(try answer.decoded(ProblemBody.self).field == "owner")
        }
    }
}
