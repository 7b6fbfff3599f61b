// SPDX-License-Identifier: Apache-2.0

import Determinism
import Wire

/// Spreading news, and packets in general (spec §5.7, §12).
extension Participant {
    /// Queues an encoded alive, suspect or dead about `subject`.
    mutating func spread(
        _ message: [UInt8],
        about subject: MemberName,
        for operation: Operation? = nil
    ) {
        guard message.count <= packetSpace(checksum: true) else {
            // It would wait for ever.
            statistics.droppedOversizeBroadcasts += 1
            if let operation { finish(operation) }
            return
        }
        let broadcast = Broadcast(bytes: message, subject: subject, operation: operation)
        if let replaced = queue.submit(broadcast)?.operation { finish(replaced) }
    }

    /// Tells a few members what there is to tell (spec §12.4).
    mutating func gossip(at now: Instant) {
        guard !queue.isEmpty else { return }
        let patience = settings.gossipToTheDeadTime
        let listeners = pickMembers(settings.gossipNodes) { member in
            switch member.state {
            case .alive, .suspect: true
            case .dead: now - member.since <= patience
            case .left: false
            }
        }
        for slot in listeners {
            let listener = table[slot]
            let space = packetSpace(checksum: takesChecksums(listener)) - Compound.headerBytes
            let messages = takeBroadcasts(budget: space, atMost: Compound.maximumParts)
            guard !messages.isEmpty else { return }
            let packet = messages.count == 1 ? messages[0] : Compound.encode(messages)
            sendPlain(packet, to: listener)
        }
    }

    /// Sends a message to a member, with as much news as still fits into the packet.
    mutating func send(_ message: [UInt8], to member: Member) {
        let checksum = takesChecksums(member)
        let payload = withNews(message, checksum: checksum)
        effects.append(.sendPacket(payload: payload, to: member.endpoint, checksum: checksum))
    }

    /// The same to an endpoint that may be that of the member called `name`.
    mutating func send(_ message: [UInt8], to endpoint: Endpoint, of name: MemberName) {
        let checksum = table[name].map { $0.endpoint == endpoint && takesChecksums($0) } ?? false
        let payload = withNews(message, checksum: checksum)
        effects.append(.sendPacket(payload: payload, to: endpoint, checksum: checksum))
    }

    /// Sends just this.
    mutating func sendPlain(_ payload: [UInt8], to member: Member) {
        effects.append(
            .sendPacket(payload: payload, to: member.endpoint, checksum: takesChecksums(member))
        )
    }

    private func takesChecksums(_ member: Member) -> Bool { member.versions.protocolMax >= 5 }

    /// Framing adds another number of bytes from now on (spec §5.7).
    package mutating func setPacketOverhead(_ bytes: Int) { settings.packetOverhead = bytes }

    /// Bytes for a message or a compound in one packet (spec §5.7; the checksum is counted too).
    private func packetSpace(checksum: Bool) -> Int {
        settings.udpBufferSize - settings.packetOverhead - (checksum ? Self.checksumBytes : 0)
    }

    /// A type byte and a CRC-32 (spec §5.3).
    private static let checksumBytes = 5

    private mutating func withNews(_ message: [UInt8], checksum: Bool) -> [UInt8] {
        guard !queue.isEmpty else { return message }
        let space =
            packetSpace(checksum: checksum) - Compound.headerBytes - Compound.partOverheadBytes
            - message.count
        let news = takeBroadcasts(budget: space, atMost: Compound.maximumParts - 1)
        return news.isEmpty ? message : Compound.encode([message] + news)
    }

    private mutating func takeBroadcasts(budget: Int, atMost limit: Int) -> [[UInt8]] {
        let (messages, finished) = queue.take(
            budget: budget,
            overhead: Compound.partOverheadBytes,
            atMost: limit,
            transmitLimit: RetransmitLimit.of(
                members: table.count,
                multiplier: settings.retransmitMult
            )
        )
        for operation in finished.compactMap(\.operation) { finish(operation) }
        return messages
    }

    mutating func finish(_ operation: Operation) {
        if operation == .leave { leaveFinished = true }
        effects.append(.finished(operation))
    }

    /// Up to `wanted` slots of random members that `accepts`, never the local one (spec §11.5).
    mutating func pickMembers(_ wanted: Int, where accepts: (Member) -> Bool) -> [Int] {
        guard wanted > 0, table.count > 1 else { return [] }
        var picked: [Int] = []
        if table.count < 3 * wanted {
            var slots = Array(table.members.indices)
            slots.shuffle(using: &random)
            for slot in slots where picked.count < wanted {
                guard slot != MemberTable.localSlot, accepts(table[slot]) else { continue }
                picked.append(slot)
            }
            return picked
        }
        for _ in 0..<(3 * table.count) where picked.count < wanted {
            let slot = random.index(below: table.count)
            guard slot != MemberTable.localSlot, !picked.contains(slot), accepts(table[slot]) else {
                continue
            }
            picked.append(slot)
        }
        return picked
    }
}
