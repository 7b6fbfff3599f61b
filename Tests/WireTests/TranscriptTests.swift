// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Testing

@testable import Wire

/// Replays transcripts.json: whole conversations between two real nodes (spec §6).
///
/// The cases with a key need a cipher and are not for this target.
@Suite struct TranscriptTests {
    struct Transcript: Decodable {
        let versions: [String]
        let description: String
        let action: String
        let acceptor: Node
        let initiator: Node
        let acceptorStatesBefore: [State]
        let initiatorStatesBefore: [State]
        let acceptorToInitiatorHex: Hex
        let initiatorToAcceptorHex: Hex
        let userHex: Hex?
        let seq: UInt32?
    }

    struct Node: Decodable {
        let name: String
        let compression: Bool
        let keyHex: Hex
        let label: String
        let userStateHex: Hex
    }

    struct State: Decodable {
        let addr: Hex
        let incarnation: UInt32
        let meta: Hex
        let name: String
        let port: UInt16
        let state: String
        let vsn: [UInt8]

        var pushed: PushNodeState {
            PushNodeState(
                name: MemberName(name),
                endpoint: Endpoint(address: AddressBytes(addr.bytes)!, port: port),
                metadata: meta.bytes,
                incarnation: Incarnation(rawValue: incarnation),
                state: ["alive", "suspect", "dead", "left"].firstIndex(of: state)!,
                versions: VersionVector(vsn)
            )
        }
    }

    static let transcripts = Vectors.cases("transcripts", as: Transcript.self).filter {
        $0.acceptor.keyHex.bytes.isEmpty && $0.initiator.keyHex.bytes.isEmpty
    }

    private func request(_ transcript: Transcript) throws -> StreamFrame {
        let label = [UInt8](transcript.acceptor.label.utf8)
        var decoder = StreamDecoder(side: .acceptor, label: label)
        return try #require(try decoder.receive(transcript.initiatorToAcceptorHex.bytes))
    }

    private func check(
        _ frame: StreamFrame,
        says states: [State],
        of node: Node,
        in transcript: Transcript
    ) {
        guard case .pushPull(let exchange) = frame else {
            Issue.record("read \(frame) in \(transcript.description)")
            return
        }
        #expect(exchange.join == (transcript.action == "join"))
        #expect(exchange.userState == node.userStateHex.bytes)
        let sorted = exchange.nodes.sorted { $0.name < $1.name }
        #expect(sorted == states.map(\.pushed), "\(transcript.description)")
    }

    @Test func `each request says what its dialer did`() throws {
        #expect(Self.transcripts.count == 44)
        for transcript in Self.transcripts {
            guard transcript.acceptor.label == transcript.initiator.label else {
                let error = #expect(throws: StreamError.self) { try request(transcript) }
                #expect(error == .labelMismatch && error?.deservesReply == false)
                #expect(transcript.acceptorToInitiatorHex.bytes.isEmpty)
                continue
            }
            let frame = try request(transcript)
            switch transcript.action {
            case "user": #expect(frame == .user(transcript.userHex!.bytes))
            case "ping":
                guard case .ping(let ping) = frame else {
                    Issue.record("read \(frame)")
                    continue
                }
                #expect(ping.sequenceNumber == SequenceNumber(rawValue: transcript.seq!))
            default:
                let states = transcript.initiatorStatesBefore
                check(frame, says: states, of: transcript.initiator, in: transcript)
            }
        }
    }

    @Test func `each answer says what the acceptor knew before`() throws {
        var answers = 0
        for transcript in Self.transcripts
        where !transcript.acceptorToInitiatorHex.bytes.isEmpty {
            var decoder = StreamDecoder(
                side: .dialer,
                label: [UInt8](transcript.initiator.label.utf8)
            )
            let bytes = transcript.acceptorToInitiatorHex.bytes
            let frame = try #require(try decoder.receive(bytes))
            if transcript.action == "ping" {
                let number = SequenceNumber(rawValue: transcript.seq!)
                #expect(frame == .ack(Ack(sequenceNumber: number)))
            } else {
                let states = transcript.acceptorStatesBefore
                check(frame, says: states, of: transcript.acceptor, in: transcript)
            }
            answers += 1
        }
        #expect(answers == 26)
    }

    @Test func `requests and answers are written as they were`() throws {
        var replayed = 0
        for transcript in Self.transcripts where transcript.versions.contains("0.2.2") {
            guard transcript.acceptor.label == transcript.initiator.label else { continue }
            let dialer = StreamEncoder(
                label: [UInt8](transcript.initiator.label.utf8),
                compression: transcript.initiator.compression
            )
            let frame = try request(transcript)
            #expect(dialer.request(frame) == transcript.initiatorToAcceptorHex.bytes)
            replayed += 1

            let answer = transcript.acceptorToInitiatorHex.bytes
            guard !answer.isEmpty else { continue }
            let acceptor = StreamEncoder(compression: transcript.acceptor.compression)
            var decoder = StreamDecoder(side: .dialer)
            let read = try #require(try decoder.receive(answer))
            #expect(acceptor.reply(read) == answer)
            replayed += 1
        }
        #expect(replayed == 48)
    }
}
