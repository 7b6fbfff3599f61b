// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Membership

/// Where the member with this number lives.
func home(_ number: UInt8, port: UInt16 = 7_946) -> Endpoint {
    Endpoint(address: AddressBytes(10, 0, 0, number), port: port)
}

extension Instant {
    static func seconds(_ seconds: Double) -> Instant {
        Instant(nanoseconds: Int64((seconds * 1e9).rounded()))
    }
}

extension MembershipSettings {
    /// Without tickers: nothing happens that a test did not cause.
    static var still: MembershipSettings {
        var settings = MembershipSettings.lan
        settings.gossipInterval = .zero
        settings.pushPullInterval = .zero
        settings.reconnectInterval = .zero
        return settings
    }
}

extension Participant {
    /// A participant called `self` that has started and whose own announcement is told.
    static func fixture(
        _ settings: MembershipSettings = .still,
        seed: UInt64 = 1,
        peers: UInt8 = 0,
        incarnation: Incarnation = 1
    ) -> Participant {
        var participant = Participant(
            name: "self",
            endpoint: home(1),
            metadata: [],
            incarnation: incarnation,
            settings: settings,
            seed: seed,
            at: .origin
        )
        for number in 0..<peers { participant.meet(number) }
        participant.empty()
        return participant
    }

    /// Hears of `n<number>`, which lives at `home(10 + number)`.
    mutating func meet(_ number: UInt8, incarnation: Incarnation = 1) {
        _ = receive(.alive(.from(number, incarnation)), from: home(99), at: .origin)
    }

    /// Forgets what waits to be gossiped.
    mutating func empty() { queue = BroadcastQueue() }

    /// What waits to be gossiped, first to be told first.
    var queued: [Message] {
        var copy = queue
        let (messages, _) = copy.take(
            budget: .max / 2,
            overhead: 2,
            atMost: .max,
            transmitLimit: 1
        )
        return messages.compactMap { try? Message.decode($0) }
    }

    /// Advances from deadline to deadline up to and including `end`.
    mutating func run(until end: Instant) -> [Output] {
        var outputs: [Output] = []
        while let next = nextDeadline, next <= end {
            outputs += advance(to: next)
            checkInvariants()
        }
        return outputs
    }
}

extension Alive {
    static func from(
        _ number: UInt8,
        _ incarnation: Incarnation = 1,
        metadata: [UInt8] = []
    ) -> Alive {
        Alive(
            incarnation: incarnation,
            node: MemberName("n\(number)"),
            endpoint: home(10 + number),
            metadata: metadata
        )
    }
}

extension [Output] {
    /// Every message in the packets among these, with where it goes.
    var sent: [Sent] {
        flatMap { output -> [Sent] in
            guard case .sendPacket(let payload, let to, let checksum) = output else { return [] }
            let packet = PacketDecoder().decode(payload)
            #expect(packet.drops.isEmpty)
            return packet.messages.map { Sent(message: $0, to: to, checksum: checksum) }
        }
    }

    var pings: [Ping] {
        sent.compactMap { if case .ping(let ping) = $0.message { ping } else { nil } }
    }

    var changes: [Change] {
        compactMap { if case .report(let change) = $0 { change } else { nil } }
    }

    var streams: [StreamRequest] {
        compactMap { output in
            guard case .openStream(let id, let to, let purpose) = output else { return nil }
            return StreamRequest(id: id, to: to, purpose: purpose)
        }
    }
}

extension Change {
    var isConflict: Bool { if case .conflict = self { true } else { false } }
    var isDeath: Bool { if case .died = self { true } else { false } }
}

struct Sent: Equatable {
    let message: Message
    let to: Endpoint
    let checksum: Bool
}

struct StreamRequest: Equatable {
    let id: StreamID
    let to: Endpoint
    let purpose: StreamPurpose
}
