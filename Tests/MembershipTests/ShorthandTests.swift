// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Membership

/// What simulated nodes say by numbers is what they would say in full.
@Suite struct ShorthandTests {
    private enum Said: Equatable {
        case number(UInt32)
        case message([UInt8])
    }

    private func parts(of packet: [UInt8]) -> [Said]? {
        packet.withUnsafeBytes { bytes in
            guard var parts = Shorthand.Parts(bytes) else { return nil }
            var said: [Said] = []
            while let part = parts.next() {
                switch part {
                case .number(let number): said.append(.number(number))
                case .message(let message): said.append(.message(Array(message)))
                }
            }
            return said.count == parts.count ? said : nil
        }
    }

    private func participant(numbered: Bool) -> Participant {
        var participant = Participant(
            name: "self",
            endpoint: home(1),
            metadata: [],
            settings: .lan,
            seed: 7,
            numbers: numbered ? RumourNumbers(after: 1, step: 256) : nil,
            at: .origin
        )
        for number in 0..<40 as Range<UInt8> {
            let alive = Alive.from(number, 1)
            // Every tenth without a number, and so in full.
            let own = numbered && number % 10 != 0 ? 512 + UInt32(number) : 0
            let word = Announcement(alive, number: own)
            _ = participant.receive(word, from: home(99), at: .origin)
        }
        _ = participant.start(at: .origin)
        return participant
    }

    @Test func `a packet holds what it was given, in that order`() {
        var packet = Shorthand(leading: [0, 1, 2])
        packet.append(7)
        packet.append([4])
        packet.append(UInt32.max >> 1)
        let bytes = packet.packet()
        let wanted: [Said] = [.message([0, 1, 2]), .number(7), .message([4]), .number(.max >> 1)]
        #expect(parts(of: bytes) == wanted)
        #expect(Shorthand.firstType(in: bytes) == .ping)
        #expect(parts(of: Compound.encode([[0, 1, 2]])) == nil)
        #expect(Shorthand.length(of: Compound.encode([[0, 1, 2]])) == nil)
    }

    @Test func `packets by numbers go to the same members with the same messages`() throws {
        var full = participant(numbered: false)
        var numbered = participant(numbered: true)
        let words = (0..<40 as Range<UInt8>).map { Alive.from($0, 1).encoded() }
        var packets = 0
        while packets < 200, let due = full.nextDeadline {
            #expect(numbered.nextDeadline == due)
            let (said, short) = (full.advance(to: due), numbered.advance(to: due))
            #expect(said.count == short.count)
            for (output, other) in zip(said, short) {
                guard case .sendPacket(let payload, let to, let checksum) = output,
                    case .sendPacket(let packet, to, checksum) = other
                else {
                    #expect(output == other)
                    continue
                }
                packets += 1
                guard let parts = parts(of: packet) else {
                    #expect(payload == packet)
                    continue
                }
                #expect(Shorthand.length(of: packet) == payload.count)
                let messages = parts.map { part -> [UInt8] in
                    switch part {
                    case .message(let message): return message
                    case .number(257): return numbered.local.announcement.encoded
                    case .number(let number): return words[Int(number) - 512]
                    }
                }
                let meant = messages.count == 1 ? messages[0] : Compound.encode(messages)
                #expect(meant == payload)
            }
            full.checkInvariants()
            numbered.checkInvariants()
        }
        #expect(packets >= 200)
    }
}
