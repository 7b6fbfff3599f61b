// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership
import Wire

/// A participant that knows a few hundred members, and packets full of alive messages about them.
struct CodecBench {
    /// Packets that one round of a workload is about; each message has a member of its own.
    static let packetsPerRound = 20
    /// Bytes of a packet (memberlist's UDPBufferSize).
    private static let packetBytes = 1_400
    private static let source = Endpoint(address: AddressBytes(10, 1, 0, 1), port: 7_946)

    private let decoder = PacketDecoder()
    private let plain = PacketEncoder(compression: false)
    private let folding = PacketEncoder(compression: true)
    private var participant: Participant
    private var now = Instant.origin
    private var incarnation: UInt32 = 1
    private var prepared: [[UInt8]] = []
    /// Kept so that nothing is optimised away.
    private(set) var messagesSeen = 0
    private(set) var bytesMade = 0

    init() {
        var settings = MembershipSettings.lan
        // Nothing but gossip, to one member at a time.
        settings.probeInterval = .zero
        settings.pushPullInterval = .zero
        settings.gossipNodes = 1
        participant = Participant(
            name: "bench",
            endpoint: Endpoint(address: AddressBytes(10, 0, 0, 1), port: 7_946),
            metadata: [],
            settings: settings,
            seed: 1,
            at: now
        )
        _ = participant.start(at: now)
    }

    var messagesPerPacket: Int { Self.parts(from: 0, incarnation: 1).count }
    var messagesPerRound: Int { messagesPerPacket * Self.packetsPerRound }

    /// A member's word as a stock node of 40 bytes of metadata would say it.
    private static func alive(_ number: Int, incarnation: UInt32) -> Alive {
        let host = UInt8(number / 250)
        let metadata = "zone=eu-1,role=worker,build=\(incarnation % 2 == 0 ? "even" : "odd+")"
        return Alive(
            incarnation: Incarnation(rawValue: 100_000 + incarnation),
            node: MemberName("worker-\(100 + number).example"),
            endpoint: Endpoint(
                address: AddressBytes(10, 2, host, UInt8(1 + number % 250)),
                port: 7_946
            ),
            metadata: Array(metadata.utf8)
        )
    }

    /// As many messages as fit into one packet, about members from `first` on.
    private static func parts(from first: Int, incarnation: UInt32) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var left = packetBytes - Checksum.headerBytes - Compound.headerBytes
        while true {
            let number = first + parts.count
            let part = alive(number, incarnation: incarnation).encoded()
            left -= part.count + Compound.partOverheadBytes
            guard left >= 0 else { return parts }
            parts.append(part)
        }
    }

    /// One round of packets: every member once, at that incarnation.
    func packets(incarnation: UInt32, folded: Bool = false) -> [[UInt8]] {
        (0..<Self.packetsPerRound).map { packet in
            let parts = Self.parts(from: packet * messagesPerPacket, incarnation: incarnation)
            return (folded ? folding : plain).encode(Compound.encode(parts), checksum: true)
        }
    }

    /// Does what is not to be measured.
    mutating func prepare(_ workload: Workload) {
        switch workload {
        case .decode: prepared = packets(incarnation: incarnation)
        case .decodeFolded: prepared = packets(incarnation: incarnation, folded: true)
        case .decodeAndHandleNews:
            incarnation += 1
            prepared = packets(incarnation: incarnation)
        case .decodeAndHandleKnown:
            prepared = packets(incarnation: incarnation)
            for packet in prepared { handle(packet) }
        case .encode, .encodeFolded:
            incarnation += 1
            for packet in packets(incarnation: incarnation) { handle(packet) }
        }
    }

    /// One round: twenty packets in, or twenty packets out.
    ///
    /// By this name callgrind finds what to count.
    @inline(never)
    mutating func run(_ workload: Workload) {
        switch workload {
        case .decode, .decodeFolded:
            for packet in prepared { messagesSeen += decoder.decode(packet).messages.count }
        case .decodeAndHandleNews, .decodeAndHandleKnown:
            for packet in prepared { handle(packet) }
        case .encode: gossip(plain)
        case .encodeFolded: gossip(folding)
        }
    }

    private mutating func handle(_ packet: [UInt8]) {
        for message in decoder.decode(packet).messages {
            messagesSeen += participant.receive(message, from: Self.source, at: now).count + 1
        }
    }

    private mutating func gossip(_ encoder: PacketEncoder) {
        for _ in 0..<Self.packetsPerRound {
            now += participant.settings.gossipInterval
            for output in participant.advance(to: now) {
                guard case .sendPacket(let payload, _, let checksum) = output else { continue }
                bytesMade += encoder.encode(payload, checksum: checksum).count
            }
        }
    }
}
