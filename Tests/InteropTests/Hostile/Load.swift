// SPDX-License-Identifier: Apache-2.0

@testable import Wire

/// What is thrown at a node: so many mutated packets and streams, the same for the same seed.
struct Load: Sendable {
    var seed: UInt64
    var packets: Int
    var streams: Int
    /// How the cluster encrypts; mutations are put into an envelope, and envelopes are mutated.
    var encryption: Encryption?

    /// A ping that the node answers.
    var knock: [UInt8] {
        PacketEncoder(compression: false, encryption: encryption)
            .encode(Ping(sequenceNumber: 1, node: "").encoded(), checksum: false)
    }

    /// Sends all packets.
    func sendPackets(by attacker: Attacker) throws {
        var mutation = Mutation(seed: seed)
        let seeds = GoldenBytes.packets
        let encoder = PacketEncoder(compression: false, encryption: encryption)
        let folding = PacketEncoder(compression: true, encryption: encryption)
        for number in 0..<packets {
            let original = seeds[mutation.below(seeds.count)]
            let bytes = GoldenBytes.onLoopback(mutation.applied(to: original))
            switch (number % 8, encryption) {
            case (0, _) where !bytes.isEmpty:
                try attacker.packet(encoder.encode(bytes, checksum: true))
            case (1, _) where !bytes.isEmpty:
                try attacker.packet(folding.encode(bytes, checksum: false))
            case (2...4, .some) where !bytes.isEmpty:
                try attacker.packet(mutation.applied(to: encoder.encode(bytes, checksum: false)))
            case (5...7, .some) where !bytes.isEmpty:
                try attacker.packet(encoder.encode(bytes, checksum: false))
            default: try attacker.packet(bytes)
            }
        }
        try attacker.drain()
    }

    /// Opens all streams, one after the other.
    func openStreams(by attacker: Attacker) throws {
        var mutation = Mutation(seed: seed ^ 0x57)
        let seeds = GoldenBytes.streams
        for number in 0..<streams {
            let original = seeds[mutation.below(seeds.count)]
            let bytes = GoldenBytes.onLoopback(mutation.applied(to: original))
            guard let encryption, !bytes.isEmpty else {
                try attacker.stream(bytes)
                continue
            }
            let sealed = SealedFrame.around(bytes, label: [], by: encryption.cipher)
            try attacker.stream(number % 2 == 0 ? sealed : mutation.applied(to: sealed))
        }
    }
}
