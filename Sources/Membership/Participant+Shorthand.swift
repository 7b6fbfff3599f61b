// SPDX-License-Identifier: Apache-2.0

import Wire

/// Packets for other participants of this process (see `Shorthand`).
extension Participant {
    /// A packet of gossip; `nil` when there is nothing to tell.
    mutating func gossipInShorthand(budget: Int) -> [UInt8]? {
        var packet = Shorthand()
        fill(&packet, budget: budget, atMost: Compound.maximumParts)
        return packet.isEmpty ? nil : packet.packet()
    }

    /// A message, with the news that fit beside it.
    mutating func shorthand(_ message: [UInt8], budget: Int) -> [UInt8] {
        var packet = Shorthand(leading: message)
        let length = packet.length
        fill(&packet, budget: budget, atMost: Compound.maximumParts - 1)
        return packet.length == length ? message : packet.packet()
    }

    private mutating func fill(_ packet: inout Shorthand, budget: Int, atMost limit: Int) {
        let finished = queue.take(
            budget: budget,
            overhead: Compound.partOverheadBytes,
            atMost: limit,
            transmitLimit: transmitLimit,
            into: &packet
        )
        for operation in finished.compactMap(\.operation) { finish(operation) }
    }
}
