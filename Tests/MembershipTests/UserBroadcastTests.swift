// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Membership

/// Broadcasts of the application beside membership messages (spec §12).
@Suite struct UserBroadcastTests {
    private var chatty: MembershipSettings {
        var settings = MembershipSettings.still
        settings.gossipInterval = .milliseconds(200)
        settings.probeInterval = .zero
        return settings
    }

    private func participant(
        _ settings: MembershipSettings? = nil,
        peers: UInt8 = 1
    ) -> Participant {
        var participant = Participant.fixture(settings ?? chatty, peers: peers)
        _ = participant.start(at: .origin)
        participant.empty()
        return participant
    }

    private func longest(_ participant: Participant, _ tag: UInt8 = 0) -> [UInt8] {
        [UInt8](repeating: tag, count: participant.broadcastLimit)
    }

    @Test func `a broadcast is told as often as a membership message, then that is told`() throws {
        var participant = participant()
        let queued = try participant.broadcast([1, 2], for: 7)
        #expect(queued == [])
        let outputs = participant.run(until: .seconds(5))
        // RetransmitMult 4, two members.
        #expect(outputs.sent.map(\.message) == Array(repeating: .user([1, 2]), count: 4))
        #expect(outputs.filter { $0 == .broadcastEnded(7, .told) }.count == 1)
        #expect(participant.queuedUserBroadcasts == 0)
    }

    @Test func `a broadcast rides on an ack too`() throws {
        var participant = participant(.still)
        _ = try participant.broadcast([1, 2], for: 7)
        let ping = Ping(sequenceNumber: 3, node: "self")
        let answer = participant.receive(.ping(ping), from: home(10), at: .origin)
        #expect(answer.sent.map(\.message) == [.ack(Ack(sequenceNumber: 3)), .user([1, 2])])
    }

    @Test func `a newer broadcast of the same name takes the place of the older`() throws {
        var participant = participant()
        _ = try participant.broadcast([1], name: "key", for: 1)
        _ = try participant.broadcast([2], name: "other", for: 2)
        _ = try participant.broadcast([3], for: 3)
        let replacing = try participant.broadcast([4], name: "key", for: 4)
        #expect(replacing == [.broadcastEnded(1, .replaced)])
        // A member of that name has nothing to do with it.
        participant.spread(Alive.from(7).encoded(), about: "key")
        #expect(participant.queuedUserBroadcasts == 3)
        let told = Set(participant.run(until: .seconds(5)).sent.map(\.message))
        #expect(told == [.user([2]), .user([3]), .user([4]), .alive(.from(7))])
        participant.checkInvariants()
    }

    @Test func `with nobody to tell, or too many waiting, a broadcast is refused`() throws {
        var alone = participant(peers: 0)
        #expect(throws: BroadcastRefusal.nobodyToTell) { try alone.broadcast([1], for: 1) }
        var settings = chatty
        settings.maximumUserBroadcasts = 2
        var participant = participant(settings)
        _ = try participant.broadcast([1], name: "a", for: 1)
        _ = try participant.broadcast([2], for: 2)
        #expect(throws: BroadcastRefusal.queueFull(limit: 2)) {
            try participant.broadcast([3], for: 3)
        }
        #expect(participant.statistics.droppedBroadcastsQueueFull == 1)
        // What takes the place of another needs no room.
        let replacing = try participant.broadcast([4], name: "a", for: 4)
        #expect(replacing == [.broadcastEnded(1, .replaced)])
        participant.checkInvariants()
    }

    @Test(arguments: [(600, 0, true), (1_400, 45, true), (1_400, 0, false), (1_400, 300, true)])
    func `the longest broadcast fits exactly, and one byte more is refused`(
        size: Int,
        overhead: Int,
        gossips: Bool
    ) throws {
        var settings = chatty
        settings.udpBufferSize = size
        settings.packetOverhead = overhead
        if !gossips {
            settings.gossipInterval = .zero
            settings.probeInterval = .seconds(1)
        }
        var participant = participant(settings)
        let limit = participant.broadcastLimit
        #expect(throws: BroadcastRefusal.payloadTooLong(bytes: limit + 1, limit: limit)) {
            try participant.broadcast([UInt8](repeating: 0, count: limit + 1), for: 1)
        }
        _ = try participant.broadcast(longest(participant), for: 2)
        let outputs = participant.run(until: .seconds(3))
        #expect(outputs.sent.map(\.message).contains(.user(longest(participant))))
        for case .sendPacket(let payload, _, let checksum) in outputs {
            #expect(payload.count + overhead + (checksum ? 5 : 0) <= size)
        }
    }

    @Test func `what no packet can carry after a change of keys is dropped, not kept for ever`()
        throws
    {
        var participant = participant()
        _ = try participant.broadcast(longest(participant), for: 1)
        _ = try participant.broadcast([1], for: 2)
        #expect(participant.setPacketOverhead(29) == [.broadcastEnded(1, .tooLong)])
        #expect(participant.queuedUserBroadcasts == 1)
        #expect(participant.statistics.droppedOversizeBroadcasts == 1)
        participant.checkInvariants()
    }

    @Test func `a flood of membership messages leaves broadcasts their packets`() throws {
        var participant = participant()
        _ = try participant.broadcast(longest(participant), for: 1)
        var packets = 0
        var told = 0
        for round in 0..<40 {
            // Always more membership messages than a packet holds.
            for number in 0..<60 {
                let subject = MemberName("m\(number)")
                let filler = [UInt8](repeating: UInt8(round), count: 100)
                participant.spread([3] + filler, about: subject)
            }
            let outputs = participant.advance(to: participant.nextDeadline!)
            for case .sendPacket(let payload, _, _) in outputs {
                packets += 1
                // Alone, but in a compound: so a receiver knows that it may come again.
                if payload.starts(with: [7, 1]), payload[4] == 8 { told += 1 }
            }
            if outputs.contains(.broadcastEnded(1, .told)) { break }
        }
        // Four times, each in the fourth packet.
        #expect(told == 4)
        #expect(packets == 16)
    }

    @Test func `a flood of broadcasts leaves membership messages theirs`() throws {
        var participant = participant()
        var request: RequestID = 0
        var shares: [Bool] = []
        for number in 0..<40 {
            while participant.queuedUserBroadcasts < 3 {
                request = RequestID(rawValue: request.rawValue + 1)
                _ = try participant.broadcast(longest(participant), for: request)
            }
            participant.spread(Alive.from(UInt8(number)).encoded(), about: "n\(number)")
            let outputs = participant.advance(to: participant.nextDeadline!)
            shares.append(outputs.sent.contains { $0.message.type == .alive })
        }
        // Three of every four packets, and none is left behind for longer than one packet.
        #expect(shares.filter { $0 }.count == 30)
        #expect(!zip(shares, shares.dropFirst()).contains { !$0 && !$1 })
    }

    @Test func `both kinds share a packet that has room for both`() throws {
        var participant = participant()
        _ = try participant.broadcast([9], for: 1)
        participant.spread(Alive.from(7).encoded(), about: "n7")
        for round in 1...4 {
            let outputs = participant.advance(to: participant.nextDeadline!)
            let expected: [Message] = [.alive(.from(7)), .user([9])]
            let sent = outputs.sent.map(\.message)
            #expect(sent == (round < 4 ? expected : expected.reversed()), "packet \(round)")
        }
    }
}
