// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Testing

@testable import Wire
@testable import WireSecurity

/// Replays the conversations of transcripts.json in which a key plays a part (spec §6).
@Suite struct TranscriptTests {
    struct Transcript: Decodable {
        let versions: [String]
        let description: String
        let action: String
        let acceptor: Node
        let initiator: Node
        let acceptorToInitiatorHex: Hex
        let initiatorToAcceptorHex: Hex
        let userHex: Hex?
        let seq: UInt32?

        var isUnderstood: Bool { acceptor.keyHex == initiator.keyHex }
    }

    struct Node: Decodable {
        let name: String
        let compression: Bool
        let keyHex: Hex
        let label: String
        let protocolVersion: UInt8

        var labelBytes: [UInt8] { [UInt8](label.utf8) }

        func decoder(_ side: StreamDecoder.Side) throws -> StreamDecoder {
            StreamDecoder(side: side, label: labelBytes, encryption: try Encryption.with(keyHex))
        }

        /// Writes what this node wrote, with the nonce found in it.
        func encoder(for written: [UInt8]) throws -> StreamEncoder {
            let nonce = [UInt8](written.dropFirst(6).prefix(12))
            return StreamEncoder(
                label: labelBytes,
                compression: compression,
                encryption: try Encryption.with(
                    keyHex,
                    protocolVersion: protocolVersion,
                    nonce: nonce
                )
            )
        }
    }

    static let transcripts = Vectors.cases("transcripts", as: Transcript.self).filter {
        !$0.acceptor.keyHex.bytes.isEmpty || !$0.initiator.keyHex.bytes.isEmpty
    }

    @Test func `each request and answer says what it said`() throws {
        #expect(Self.transcripts.count == 38)
        var understood = 0
        for transcript in Self.transcripts where transcript.isUnderstood {
            var decoder = try transcript.acceptor.decoder(.acceptor)
            let request = try decoder.receive(transcript.initiatorToAcceptorHex.bytes)
            switch (transcript.action, try #require(request)) {
            case ("user", .user(let bytes)): #expect(bytes == transcript.userHex?.bytes)
            case ("ping", .ping(let ping)):
                #expect(ping.sequenceNumber == SequenceNumber(rawValue: transcript.seq!))
            case ("join", .pushPull(let exchange)):
                #expect(exchange.join)
                #expect(exchange.nodes.map(\.name.text).contains(transcript.initiator.name))
            case (_, let frame): Issue.record("\(transcript.description): \(frame)")
            }
            understood += 1
            let answer = transcript.acceptorToInitiatorHex.bytes
            guard !answer.isEmpty else { continue }
            var reader = try transcript.initiator.decoder(.dialer)
            switch try #require(try reader.receive(answer)) {
            case .ack(let ack):
                #expect(ack.sequenceNumber == SequenceNumber(rawValue: transcript.seq!))
            case .pushPull(let exchange):
                #expect(exchange.nodes.map(\.name.text).contains(transcript.acceptor.name))
            case let frame: Issue.record("\(transcript.description): \(frame)")
            }
        }
        #expect(understood == 26)
    }

    @Test func `requests and answers are written as they were`() throws {
        var replayed = 0
        for transcript in Self.transcripts
        where transcript.isUnderstood && transcript.versions.contains("0.2.2") {
            let written = transcript.initiatorToAcceptorHex.bytes
            // No label has been captured with the older generation: it has none.
            #expect(transcript.initiator.label.isEmpty)
            var decoder = try transcript.acceptor.decoder(.acceptor)
            let request = try #require(try decoder.receive(written))
            #expect(try transcript.initiator.encoder(for: written).request(request) == written)
            replayed += 1
            let answer = transcript.acceptorToInitiatorHex.bytes
            guard !answer.isEmpty else { continue }
            var reader = try transcript.initiator.decoder(.dialer)
            let reply = try #require(try reader.receive(answer))
            #expect(try transcript.acceptor.encoder(for: answer).reply(reply) == answer)
            replayed += 1
        }
        #expect(replayed == 26)
    }

    @Test func `who has another key, or none, hears so in words as far as it can`() throws {
        var failed = 0
        for transcript in Self.transcripts where !transcript.isUnderstood {
            var decoder = try transcript.acceptor.decoder(.acceptor)
            let error = #expect(throws: StreamError.self) {
                try decoder.receive(transcript.initiatorToAcceptorHex.bytes)
            }
            #expect(error?.deservesReply == true, "\(transcript.description)")
            var reader = try transcript.initiator.decoder(.dialer)
            let answer = transcript.acceptorToInitiatorHex.bytes
            switch (transcript.acceptor.keyHex.bytes.isEmpty, transcript.initiator.keyHex) {
            case (true, _):
                #expect(error == .encrypted)
                #expect(throws: StreamError.unencrypted) { try reader.receive(answer) }
            case (false, Hex("")):
                #expect(error == .unencrypted)
                #expect(throws: StreamError.encrypted) { try reader.receive(answer) }
            case (false, _):
                #expect(error == .encryption(.noKeyFits))
                #expect(throws: StreamError.encryption(.noKeyFits)) { try reader.receive(answer) }
            }
            failed += 1
        }
        #expect(failed == 12)
    }
}
