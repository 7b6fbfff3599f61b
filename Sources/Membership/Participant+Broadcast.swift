// SPDX-License-Identifier: Apache-2.0

package import Wire

/// Broadcasts of the application, which ride on the same packets as membership messages
/// (spec §12.3, `GetBroadcasts`).
extension Participant {
    /// Queues an application's bytes to be told to members chosen by chance.
    ///
    /// As often as a membership message is: `retransmitMult` times the digits of the cluster's
    /// size (spec §12.1). Nobody forwards it, so in a cluster of more members than that not
    /// everyone hears of it, unless applications repeat what is news to them.
    ///
    /// `.broadcastEnded` follows with `request`. A newer broadcast takes the place of one of the
    /// same `name` that still waits; `nil` is no name.
    package mutating func broadcast(
        _ payload: [UInt8],
        name: MemberName? = nil,
        for request: RequestID
    ) throws(BroadcastRefusal) -> [Output] {
        precondition(numbers == nil, "packets in shorthand carry no broadcasts of applications")
        let limit = broadcastLimit
        guard payload.count <= limit else {
            throw .payloadTooLong(bytes: payload.count, limit: limit)
        }
        guard table.hasCompany else { throw .nobodyToTell }
        let replaces = name.map { userQueue.holds($0) } ?? false
        guard replaces || userQueue.count < settings.maximumUserBroadcasts else {
            statistics.droppedBroadcastsQueueFull += 1
            throw .queueFull(limit: settings.maximumUserBroadcasts)
        }
        let broadcast = Broadcast(
            bytes: Message.user(payload).encoded(),
            subject: name,
            operation: .broadcast(request)
        )
        statistics.userBroadcasts += 1
        if let older = userQueue.submit(broadcast) { end(older, .replaced) }
        return drain()
    }

    /// The longest payload that a broadcast may have: what one packet carries beside the type
    /// byte, the head of a compound, the checksum, the label and the encryption.
    ///
    /// Without gossip, broadcasts only ride on pings and acks, so a ping goes off as well.
    package var broadcastLimit: Int {
        let space = longestBroadcast - Self.typeBytes
        guard !gossipTicker.isOn else { return max(0, space) }
        let ping = Compound.partOverheadBytes + Self.pingBytes + name.text.utf8.count
        return max(0, space - ping)
    }

    private static let typeBytes = 1
    /// A ping without the sender's name, to a member whose name has up to 256 bytes (spec §4).
    private static let pingBytes = 336

    /// What a packet takes along of both queues; see `FillTurns` for whose turn it is.
    mutating func takeNews(
        budget: Int,
        atMost limit: Int,
        in carrier: FillTurns.Carrier
    ) -> [[UInt8]] {
        guard !userQueue.isEmpty else { return takeBroadcasts(budget: budget, atMost: limit) }
        guard !queue.isEmpty else { return takeUserBroadcasts(budget: budget, atMost: limit) }
        let usersFirst = fillTurns.usersGoFirst(in: carrier)
        let first =
            usersFirst
            ? takeUserBroadcasts(budget: budget, atMost: limit)
            : takeBroadcasts(budget: budget, atMost: limit)
        let left = budget - first.reduce(0) { $0 + $1.count + Compound.partOverheadBytes }
        let room = limit - first.count
        let second =
            usersFirst
            ? takeBroadcasts(budget: left, atMost: room)
            : takeUserBroadcasts(budget: left, atMost: room)
        return first + second
    }

    private mutating func takeUserBroadcasts(budget: Int, atMost limit: Int) -> [[UInt8]] {
        let (messages, finished) = userQueue.take(
            budget: budget,
            overhead: Compound.partOverheadBytes,
            atMost: limit,
            transmitLimit: transmitLimit
        )
        for broadcast in finished { end(broadcast, .told) }
        return messages
    }

    private mutating func end(_ broadcast: Broadcast, _ ending: BroadcastEnding) {
        guard case .broadcast(let request)? = broadcast.operation else { return }
        effects.append(.broadcastEnded(request, ending))
    }

    /// Framing adds another number of bytes from now on (spec §5.7); what no packet can carry any
    /// more is dropped, for it would wait for ever.
    package mutating func setPacketOverhead(_ bytes: Int) -> [Output] {
        settings.packetOverhead = bytes
        for broadcast in queue.remove(longerThan: longestBroadcast) {
            statistics.droppedOversizeBroadcasts += 1
            if let operation = broadcast.operation { finish(operation) }
        }
        for broadcast in userQueue.remove(longerThan: broadcastLimit + Self.typeBytes) {
            statistics.droppedOversizeBroadcasts += 1
            end(broadcast, .tooLong)
        }
        return drain()
    }
}
