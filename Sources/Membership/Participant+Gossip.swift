// SPDX-License-Identifier: Apache-2.0

import Determinism
import Wire

/// Spreading news, and packets in general (spec §5.7, §12).
extension Participant {
    /// Queues an encoded suspect or dead about `subject`.
    mutating func spread(
        _ message: [UInt8],
        about subject: MemberName,
        for operation: Operation? = nil
    ) {
        spread(Broadcast(bytes: message, subject: subject, operation: operation))
    }

    /// Queues what a member says of itself.
    mutating func spread(_ announcement: Announcement, for operation: Operation? = nil) {
        guard let operation else { return spread(Broadcast(announcement)) }
        spread(announcement.encoded, about: announcement.alive.node, for: operation)
    }

    private mutating func spread(_ broadcast: Broadcast) {
        let operation = broadcast.operation
        guard broadcast.bytes.count <= longestBroadcast else {
            // It would wait for ever.
            statistics.droppedOversizeBroadcasts += 1
            if let operation { finish(operation) }
            return
        }
        guard let replaced = queue.submit(broadcast)?.operation, replaced != operation else {
            return
        }
        finish(replaced)
    }

    /// Tells a few members what there is to tell (spec §12.4).
    mutating func gossip(at now: Instant) {
        guard hasNews else { return }
        statistics.gossipRounds += 1
        let patience = settings.gossipToTheDeadTime
        let isAllAlive = table.isAllAlive
        let listeners = pickMembers(settings.gossipNodes) { table, slot in
            if isAllAlive { return true }
            return switch table.state(slot) {
            case .alive, .suspect: true
            case .dead: now - table[slot].since <= patience
            case .left: false
            }
        }
        for slot in listeners {
            let listener = table[slot]
            let space = packetSpace(checksum: takesChecksums(listener)) - Compound.headerBytes
            guard numbers == nil else {
                guard let packet = gossipInShorthand(budget: space) else { return }
                sendPlain(packet, to: listener)
                continue
            }
            let messages = takeNews(budget: space, atMost: Compound.maximumParts, in: .gossip)
            guard !messages.isEmpty else { return }
            sendPlain(Self.gossipPacket(messages), to: listener)
        }
    }

    /// One message goes as it is, unless it is a user message: alone in its packet it would look
    /// like one sent best effort, and a receiver could not know that it may hear it again.
    private static func gossipPacket(_ messages: [[UInt8]]) -> [UInt8] {
        guard messages.count == 1, messages[0].first != MessageType.user.rawValue else {
            return Compound.encode(messages)
        }
        return messages[0]
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

    /// Bytes for a message or a compound in one packet (spec §5.7; the checksum is counted too).
    func packetSpace(checksum: Bool) -> Int {
        settings.udpBufferSize - settings.packetOverhead - (checksum ? Self.checksumBytes : 0)
    }

    /// A type byte and a CRC-32 (spec §5.3).
    private static let checksumBytes = 5

    private mutating func withNews(_ message: [UInt8], checksum: Bool) -> [UInt8] {
        guard hasNews else { return message }
        let space =
            packetSpace(checksum: checksum) - Compound.headerBytes - Compound.partOverheadBytes
            - message.count
        guard numbers == nil else { return shorthand(message, budget: space) }
        let news = takeNews(budget: space, atMost: Compound.maximumParts - 1, in: .piggyback)
        return news.isEmpty ? message : Compound.encode([message] + news)
    }

    /// Bytes of the longest broadcast that a gossip packet carries (spec §12.1, §12.4).
    var longestBroadcast: Int {
        packetSpace(checksum: true) - Compound.headerBytes - Compound.partOverheadBytes
    }

    private var hasNews: Bool { !queue.isEmpty || !userQueue.isEmpty }

    /// How often each broadcast is told (spec §12.1).
    var transmitLimit: Int {
        RetransmitLimit.of(members: table.count, multiplier: settings.retransmitMult)
    }

    mutating func takeBroadcasts(budget: Int, atMost limit: Int) -> [[UInt8]] {
        let (messages, finished) = queue.take(
            budget: budget,
            overhead: Compound.partOverheadBytes,
            atMost: limit,
            transmitLimit: transmitLimit
        )
        for operation in finished.compactMap(\.operation) { finish(operation) }
        return messages
    }

    mutating func finish(_ operation: Operation) {
        if operation == .leave { leaveFinished = true }
        effects.append(.finished(operation))
    }

    /// Up to `wanted` slots of random members that `accepts`, never the local one (spec §11.5).
    ///
    /// By the slot alone: most of those that are asked about are in no cache.
    mutating func pickMembers(
        _ wanted: Int,
        where accepts: (borrowing MemberTable, Int) -> Bool
    ) -> [Int] {
        guard wanted > 0, table.count > 1 else { return [] }
        var picked: [Int] = []
        if table.count < 3 * wanted {
            var slots = Array(table.members.indices)
            slots.shuffle(using: &random)
            for slot in slots {
                guard slot != MemberTable.localSlot, accepts(table, slot) else { continue }
                picked.append(slot)
                if picked.count == wanted { break }
            }
            return picked
        }
        for _ in 0..<(3 * table.count) {
            let slot = random.index(below: table.count)
            guard slot != MemberTable.localSlot, !picked.contains(slot), accepts(table, slot) else {
                continue
            }
            picked.append(slot)
            if picked.count == wanted { break }
        }
        return picked
    }
}
