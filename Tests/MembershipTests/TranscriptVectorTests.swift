// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Determinism
import Testing
import Wire

@testable import Membership

/// Replays transcripts.json without keys and labels: both sides of push/pulls and pings over
/// streams (spec §6.2, §6.4, §13.3).
@Suite struct TranscriptVectorTests {
    struct Case: Decodable {
        let action: String
        let description: String
        let acceptor: Side
        let initiator: Side
        let acceptorStatesBefore: [TableEntry]
        let acceptorStatesAfter: [TableEntry]
        let initiatorStatesBefore: [TableEntry]
        let initiatorStatesAfter: [TableEntry]
        let initiatorToAcceptorHex: Hex
        let acceptorToInitiatorHex: Hex
        let initiatorOk: Bool
        let acked: Bool?

        var isPlain: Bool {
            acceptor.keyHex.isEmpty && acceptor.label.isEmpty
                && initiator.keyHex.isEmpty && initiator.label.isEmpty
        }
    }
    struct Side: Decodable {
        let name: String
        let keyHex: String
        let label: String
        let protocolVersion: UInt8
        let delegateVersionsMinMaxCur: [UInt8]
    }

    @Test func `both sides of a push/pull end with the tables of the reference`() throws {
        let cases = Vectors.cases("transcripts", as: Case.self)
        #expect(cases.count == 82)
        let exchanges = cases.filter { $0.isPlain && ["join", "push_pull"].contains($0.action) }
        #expect(exchanges.count == 20)
        for vector in exchanges {
            let request = try #require(try pushPull(vector.initiatorToAcceptorHex, .acceptor))
            let answer = try #require(try pushPull(vector.acceptorToInitiatorHex, .dialer))
            var acceptor = try participant(vector.acceptor, vector.acceptorStatesBefore)
            var initiator = try participant(vector.initiator, vector.initiatorStatesBefore)

            // What we would say is what the reference said, in an order of our own.
            #expect(sorted(initiator.pushPull(join: request.join)) == sorted(request))
            #expect(sorted(acceptor.pushPull(join: answer.join)) == sorted(answer))
            #expect(request.join == (vector.action == "join"))
            #expect(answer.join == request.join)

            let accepts = merge(request, into: &acceptor)
            let initiates = merge(answer, into: &initiator)
            #expect(initiates == vector.initiatorOk, "\(vector.description)")
            #expect(accepts == vector.initiatorOk, "\(vector.description)")
            #expect(table(acceptor) == vector.acceptorStatesAfter, "\(vector.description)")
            #expect(table(initiator) == vector.initiatorStatesAfter, "\(vector.description)")
        }
    }

    @Test func `a ping over a stream is answered unless it is for another`() throws {
        let cases = Vectors.cases("transcripts", as: Case.self)
            .filter { $0.isPlain && $0.action == "ping" }
        #expect(cases.count == 6)
        for vector in cases {
            var decoder = StreamDecoder(side: .acceptor)
            guard case .ping(let ping)? = try decoder.receive(vector.initiatorToAcceptorHex.bytes)
            else {
                Issue.record("no ping: \(vector.description)")
                continue
            }
            let acceptor = try participant(vector.acceptor, vector.acceptorStatesBefore)
            let answer = acceptor.answer(toStreamPing: ping)
            #expect((answer != nil) == vector.acked, "\(vector.description)")
            #expect(answer.map(\.sequenceNumber) == (answer == nil ? nil : ping.sequenceNumber))
        }
    }

    private func pushPull(_ bytes: Hex, _ side: StreamDecoder.Side) throws -> PushPull? {
        var decoder = StreamDecoder(side: side)
        guard case .pushPull(let exchange)? = try decoder.receive(bytes.bytes) else { return nil }
        return exchange
    }

    /// Nodes by name, the application's part left out: it is the driver's.
    private func sorted(_ exchange: PushPull) -> PushPull {
        PushPull(join: exchange.join, nodes: exchange.nodes.sorted { $0.name < $1.name })
    }

    private func merge(_ remote: PushPull, into participant: inout Participant) -> Bool {
        defer { participant.checkInvariants() }
        return (try? participant.receive(remote, at: .seconds(1))) != nil
    }

    private func table(_ participant: Participant) -> [TableEntry] {
        participant.members.map { TableEntry($0, in: participant) }.sorted { $0.name < $1.name }
    }

    /// One that knows what the vector says it knew, brought there by messages.
    private func participant(_ side: Side, _ entries: [TableEntry]) throws -> Participant {
        let local = try #require(entries.first { $0.name == side.name })
        var settings = MembershipSettings.still
        settings.protocolVersion = side.protocolVersion
        settings.delegateProtocolMin = side.delegateVersionsMinMaxCur[0]
        settings.delegateProtocolMax = side.delegateVersionsMinMaxCur[1]
        settings.delegateProtocolVersion = side.delegateVersionsMinMaxCur[2]
        var participant = Participant(
            name: MemberName(local.name),
            endpoint: try local.endpoint,
            metadata: Hex(local.meta).bytes,
            incarnation: Incarnation(rawValue: local.incarnation),
            settings: settings,
            seed: 1,
            at: .origin
        )
        for entry in entries where entry.name != side.name {
            for message in try entry.messages {
                _ = participant.receive(message, from: home(99), at: .origin)
            }
        }
        #expect(table(participant) == entries)
        return participant
    }
}

extension TableEntry {
    fileprivate var endpoint: Endpoint {
        get throws {
            Endpoint(address: try #require(AddressBytes(Hex(addr).bytes)), port: port)
        }
    }

    /// What one hears of a member that ends up as this entry.
    fileprivate var messages: [Message] {
        get throws {
            let incarnation = Incarnation(rawValue: incarnation)
            let name = MemberName(name)
            let alive = Alive(
                incarnation: incarnation,
                node: name,
                endpoint: try endpoint,
                metadata: Hex(meta).bytes,
                versions: VersionVector(vsn)
            )
            switch state {
            case "suspect":
                return [
                    .alive(alive),
                    .suspect(Suspect(incarnation: incarnation, node: name, from: "someone")),
                ]
            case "dead":
                return [
                    .alive(alive),
                    .dead(Dead(incarnation: incarnation, node: name, from: "someone")),
                ]
            case "left":
                return [
                    .alive(alive), .dead(Dead(incarnation: incarnation, node: name, from: name)),
                ]
            default: return [.alive(alive)]
            }
        }
    }
}
