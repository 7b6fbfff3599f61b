// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Determinism
import Logging
import Membership
import Messaging
import Reactor
import Wire

/// Messages that the application sends (spec §17: SendReliable, SendBestEffort).
extension NodeLoop {
    typealias RelayCompletion = (Result<[Delivery], SendError>) -> Void

    /// The largest payload that one packet carries: what is left beside the type byte, the
    /// checksum, the label, and the encryption.
    var bestEffortLimit: Int {
        participant.settings.udpBufferSize - 1 - Checksum.headerBytes
            - framing.packetEncoder.overhead
    }

    /// Carries one message to whom it is for; `completion` is called once, perhaps at once.
    func relay(_ order: SendOrder, _ completion: @escaping RelayCompletion) {
        let limit = order.reliable ? WireLimits.userMessageBytes : bestEffortLimit
        guard order.payload.count <= limit else {
            completion(.failure(.payloadTooLarge(limit: limit)))
            return
        }
        let recipients: [RelayOrder.Recipient]
        do throws(SendError) {
            recipients = try resolve(order)
        } catch {
            completion(.failure(error))
            return
        }
        guard hasRoom(for: recipients, bytes: order.payload.count) else {
            counters.drop("relay-overloaded")
            completion(.failure(.overloaded))
            return
        }
        dispatch(
            RelayOrder(order, to: recipients, on: self) { completion(.success($0)) }
        )
        settle()
    }

    /// Whether an order may wait its turn; a full lane hinders only those who write to that peer,
    /// and none hinders a packet.
    private func hasRoom(for recipients: [RelayOrder.Recipient], bytes: Int) -> Bool {
        if recipients.count == 1 {
            switch recipients[0].path {
            case .stream where isFull(recipients[0].endpoint): return false
            case .lane: return lanes.takes(bytes, for: recipients[0].name)
            case .stream, .packet, .local: break
            }
        }
        let streams = recipients.count { $0.path == .stream }
        return streams == 0 || relay.waiting.count + streams <= RelayDesk.waitingLimit
    }

    private func isFull(_ peer: Endpoint) -> Bool {
        !relay.waiting.isIdle
            && relay.waiting.count(for: peer) >= RelayDesk.waitingLimitPerPeer
    }

    private func dispatch(_ order: RelayOrder) {
        var packet: [UInt8]?
        for (index, recipient) in order.recipients.enumerated() {
            switch recipient.path {
            case .lane: sendByLane(order, index)
            case .stream: wait(order, index)
            case .packet:
                let user = packet ?? Message.user(order.payload).encoded()
                packet = user
                counters.messages.add(.sent, .packet, .user)
                queue(
                    framing.packetEncoder.encode(user, checksum: recipient.checksum),
                    to: recipient.endpoint
                )
                order.note(index, .sent)
            case .local:
                deliver(order.payload, from: nil, by: .local)
                order.note(index, .sent)
            }
        }
        dialWaiting()
        order.watchTheTime()
    }

    private func sendByLane(_ order: RelayOrder, _ index: Int) {
        guard let member = participant.member(order.recipients[index].name),
            let peer = lanes.peer(member)
        else {
            order.reroute(index)
            return wait(order, index)
        }
        do throws(LaneSendError) {
            try peer.send(order, index)
            lanes.counts.messagesSent += 1
        } catch {
            counters.drop("message-overloaded")
            order.note(index, .failed, .overloaded)
        }
    }

    /// Lets a copy wait for a stream of its own.
    private func wait(_ order: RelayOrder, _ index: Int) {
        let copy = RelayCopy(order: order, index: index)
        // On a loopback a stream often ends before its dial returns, and then nobody ever waits.
        if relay.waiting.isIdle { return dial(copy, isCounted: false) }
        guard !isFull(copy.peer) else {
            counters.drop("message-overloaded")
            order.note(index, .failed, .overloaded)
            return
        }
        relay.waiting.append(copy, to: copy.peer)
    }

    /// A lane is over that had not written these: each goes on a stream of its own.
    func reroute(_ copies: [LaneCopies.Copy]) {
        guard !copies.isEmpty else { return }
        for copy in copies {
            copy.order.reroute(copy.index)
            wait(copy.order, copy.index)
        }
        dialWaiting()
        settle()
    }

    /// An order's time is up.
    func expire(_ order: RelayOrder) {
        order.expire()
        forgetExpired(order)
    }

    /// Makes room in the lanes of peers that have not taken anything for long.
    private func forgetExpired(_ order: RelayOrder) {
        for recipient in order.recipients {
            relay.waiting.dropFirst(for: recipient.endpoint) { $0.order.isOver($0.index) }
        }
    }

    /// Dials for waiting copies while there is room.
    private func dialWaiting() {
        while let copy = relay.waiting.next() {
            if copy.order.isOver(copy.index) {
                relay.waiting.ended(copy.peer)
            } else {
                dial(copy, isCounted: true)
            }
        }
    }

    /// Begins a copy's stream; one that the queue does not count yet is counted only when it has
    /// not ended at once.
    private func dial(_ copy: RelayCopy, isCounted: Bool) {
        let order = copy.order
        guard let address = copy.peer.socketAddress else {
            if isCounted { relay.waiting.ended(copy.peer) }
            order.note(copy.index, .failed, .unusableAddress)
            return
        }
        counters[.streamsDialled] += 1
        var isCounted = isCounted
        do throws(Errno) {
            let request = order.request(by: framing.streamEncoder)
            var identity: ObjectIdentifier?
            let stream = try OutboundStream(
                on: loop,
                to: address,
                request: request,
                until: .taken(afterPeer: !address.isLoopback)
            ) { [weak self] result in
                guard let self else { return }
                if isCounted { self.relay.waiting.ended(copy.peer) }
                self.copyEnded(copy, request.count, result)
                guard let identity else { return }
                self.relay.active[identity] = nil
                self.dialWaiting()
            }
            stream.start(deadline: order.deadline)
            guard !stream.isFinished else { return }
            if !isCounted { relay.waiting.began(copy.peer) }
            isCounted = true
            identity = ObjectIdentifier(stream)
            relay.active[ObjectIdentifier(stream)] = stream
        } catch {
            if isCounted { relay.waiting.ended(copy.peer) }
            copyEnded(copy, 0, .failure(.dial(error)))
        }
    }

    private func copyEnded(
        _ copy: RelayCopy,
        _ bytes: Int,
        _ result: Result<StreamFrame?, StreamFailure>
    ) {
        switch result {
        case .success:
            counters[.streamBytesSent] += UInt64(bytes)
            counters.messages.add(.sent, .stream, .user)
            copy.order.note(copy.index, .sent)
        case .failure(let failure):
            counters.drop("message-\(failure.reason)")
            copy.order.note(copy.index, .failed, failure.delivery)
        }
    }

    /// A copy has come further than `former`.
    func count(_ delivery: Delivery, after former: DeliveryStatus) {
        guard delivery.failure == nil else {
            counters.outcomes.add(delivery)
            if former == .queued { counters[.messagesFailed] += 1 }
            return
        }
        guard former == .queued else { return }
        counters.outcomes.add(delivery)
        counters[.messagesSent] += 1
        counters[.messageBytesSent] += UInt64(delivery.bytes)
    }

    // MARK: Who an order is for

    private func resolve(_ order: SendOrder) throws(SendError) -> [RelayOrder.Recipient] {
        guard case .named(let names) = order.recipients else {
            return otherMembers().map { recipient($0, of: order) }
        }
        var unknown: [String] = []
        var away: [String] = []
        var found: [RelayOrder.Recipient] = []
        var seen: Set<MemberName> = []
        for name in names where names.count == 1 || seen.insert(MemberName(name)).inserted {
            guard let member = participant.member(MemberName(name)) else {
                unknown.append(name)
                continue
            }
            switch member.state {
            case .alive, .suspect: found.append(recipient(member, of: order))
            case .dead, .left: away.append(name)
            }
        }
        guard unknown.isEmpty else { throw .unknownMembers(unknown) }
        guard away.isEmpty else { throw .membersNotAlive(away) }
        return found
    }

    private func recipient(
        _ member: Membership.Member,
        of order: SendOrder
    ) -> RelayOrder.Recipient {
        RelayOrder.Recipient(
            name: member.name,
            endpoint: member.endpoint,
            path: path(to: member, of: order),
            checksum: member.versions.protocolMax >= 5
        )
    }

    private func path(to member: Membership.Member, of order: SendOrder) -> MessagePath {
        if member.name == participant.name { return .local }
        guard order.reliable else { return .packet }
        let isSmall = order.payload.count <= LaneLimits.messageBytes
        return isSmall && lanes.carries(member) ? .lane : .stream
    }

    /// Every other member that is alive or suspect, sorted by name.
    func otherMembers() -> [Membership.Member] {
        participant.members
            .filter { ($0.state == .alive || $0.state == .suspect) && $0.name != participant.name }
            .sorted { $0.name < $1.name }
    }
}
