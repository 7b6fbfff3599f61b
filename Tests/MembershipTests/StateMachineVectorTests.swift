// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Determinism
import Testing
import Wire

@testable import Membership

/// Replays state_machine.json: messages and merges on a node named self (spec §8).
@Suite struct StateMachineVectorTests {
    struct Script: Decodable {
        let cidrsAllowed: [String]?
        let deadNodeReclaimSeconds: Int
        let suspicionMult: Int
        let local: Fields
        let steps: [Step]
    }
    /// Fields of a message, a state, or the local node.
    struct Fields: Decodable {
        let addr: Hex?
        let incarnation: UInt32
        let meta: Hex?
        let node: String?
        let name: String?
        let port: UInt16?
        let vsn: Hex?
        let from: String?
        let state: String?

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: AnyCase.self)
            addr = try fields.decodeIfPresent(Hex.self, forKey: AnyCase("addr", in: fields))
            incarnation = try fields.decode(UInt32.self, forKey: AnyCase("incarnation", in: fields))
            meta = try fields.decodeIfPresent(Hex.self, forKey: AnyCase("meta", in: fields))
            node = try fields.decodeIfPresent(String.self, forKey: AnyCase("node", in: fields))
            name = try fields.decodeIfPresent(String.self, forKey: AnyCase("name", in: fields))
            port = try fields.decodeIfPresent(UInt16.self, forKey: AnyCase("port", in: fields))
            vsn = try fields.decodeIfPresent(Hex.self, forKey: AnyCase("vsn", in: fields))
            from = try fields.decodeIfPresent(String.self, forKey: AnyCase("from", in: fields))
            state = try fields.decodeIfPresent(String.self, forKey: AnyCase("state", in: fields))
        }
    }
    /// A key in lower case or capitalised, whichever is there.
    struct AnyCase: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
        init(_ key: String, in fields: KeyedDecodingContainer<AnyCase>) {
            let capitalised = key.prefix(1).uppercased() + key.dropFirst()
            let isThere = fields.contains(AnyCase(stringValue: capitalised))
            self.init(stringValue: isThere ? capitalised : key)
        }
    }
    struct Event: Decodable, Equatable {
        var join: String?
        var leave: String?
        var update: String?
        var conflict: String?
        var existing: String?
        var other: String?
        var addr: String?
        var meta: String?
        var port: UInt16?
    }
    struct Queued: Decodable {
        let alive: Fields?
        let suspect: Fields?
        let dead: Fields?
        let queueName: String
    }
    struct Step: Decodable {
        let op: String
        let after: [TableEntry]
        let broadcasts: [Queued]?
        let events: [Event]?
        let healthScore: Int
        let localIncarnationCounter: UInt32
        let msg: Fields?
        let meta: Hex?
        let states: [Fields]?
        let node: String?
        let seconds: Int64?
    }

    @Test func `every script ends each step as the reference does`() throws {
        let scripts = Vectors.cases("state_machine", as: Script.self)
        #expect(scripts.count == 48)
        for (number, script) in scripts.enumerated() {
            var player = try Player(script)
            for (index, step) in script.steps.enumerated() {
                let place = "script \(number), step \(index): \(step.op)"
                let events = try player.play(step)
                #expect(player.table == step.after, "\(place)")
                #expect(events == step.events ?? [], "\(place)")
                #expect(player.participant.healthScore == step.healthScore, "\(place)")
                let counter = player.participant.incarnation.rawValue
                #expect(counter == step.localIncarnationCounter, "\(place)")
                #expect(player.takeQueued() == step.queued, "\(place)")
                player.participant.checkInvariants()
            }
        }
    }
}

extension StateMachineVectorTests.Fields {
    var alive: Alive {
        Alive(
            incarnation: Incarnation(rawValue: incarnation),
            node: MemberName(node ?? name!),
            endpoint: Endpoint(address: AddressBytes(addr!.bytes)!, port: port!),
            metadata: meta?.bytes ?? [],
            versions: VersionVector(vsn?.bytes ?? [])
        )
    }
    var suspect: Suspect {
        Suspect(
            incarnation: Incarnation(rawValue: incarnation),
            node: MemberName(node!),
            from: MemberName(from!)
        )
    }
    var dead: Dead {
        Dead(incarnation: suspect.incarnation, node: suspect.node, from: suspect.from)
    }
    var pushState: PushNodeState {
        PushNodeState(
            name: alive.node,
            endpoint: alive.endpoint,
            metadata: alive.metadata,
            incarnation: alive.incarnation,
            state: ["alive", "suspect", "dead", "left"].firstIndex(of: state!.lowercased())!,
            versions: alive.versions
        )
    }
}

extension StateMachineVectorTests.Step {
    /// The broadcasts, without the name of each: the reference names its refutations by the own
    /// address, which the specification advises against (spec §8.5).
    var queued: [Message] {
        (broadcasts ?? []).map { queued in
            if let alive = queued.alive { return .alive(alive.alive) }
            if let suspect = queued.suspect { return .suspect(suspect.suspect) }
            return .dead(queued.dead!.dead)
        }
    }
}
