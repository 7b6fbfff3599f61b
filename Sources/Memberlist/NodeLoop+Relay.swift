// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Determinism
import Logging
import Membership
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
        guard hasRoom(for: recipients) else {
            counters.drop("relay-overloaded")
            completion(.failure(.overloaded))
            return
        }
        let mayDial = recipients.contains { $0.path == .stream }
        let relayed = RelayOrder(
            to: recipients,
            payload: order.payload,
            request: mayDial ? framing.streamEncoder.request(.user(order.payload)) : [],
            deadline: loop.now + order.timeout
        ) { [weak self] deliveries in
            self?.count(deliveries)
            completion(.success(deliveries))
        }
        dispatch(relayed)
        settle()
    }

    /// Whether an order may wait its turn; a full lane hinders only those who write to that peer,
    /// and none hinders a packet.
    private func hasRoom(for recipients: [RelayOrder.Recipient]) -> Bool {
        let streams = recipients.count { $0.path == .stream }
        guard streams > 0 else { return true }
        if recipients.count == 1, isFull(recipients[0].endpoint) { return false }
        return relay.waiting.count + streams <= RelayDesk.waitingLimit
    }

    private func isFull(_ peer: Endpoint) -> Bool {
        relay.waiting.count(for: peer) >= RelayDesk.waitingLimitPerPeer
    }

    private func dispatch(_ order: RelayOrder) {
        var packet: [UInt8]?
        for (index, recipient) in order.recipients.enumerated() {
            switch recipient.path {
            case .lane: order.finish(index, .unusableAddress)
            case .stream where isFull(recipient.endpoint):
                counters.drop("message-overloaded")
                order.finish(index, .overloaded)
            case .stream:
                relay.waiting.append(
                    RelayCopy(order: order, index: index),
                    to: recipient.endpoint
                )
            case .packet:
                let user = packet ?? Message.user(order.payload).encoded()
                packet = user
                counters.messages.add(.sent, .packet, .user)
                queue(
                    framing.packetEncoder.encode(user, checksum: recipient.checksum),
                    to: recipient.endpoint
                )
                order.finish(index, nil)
            case .local:
                deliver(order.payload, from: nil, by: .local)
                order.finish(index, nil)
            }
        }
        dialWaiting()
        guard !order.isFinished else { return }
        // Copies that still wait for a dial have no deadline of their own.
        loop.schedule(at: order.deadline) { [weak self, weak order] in
            guard let order, !order.isFinished else { return }
            order.expire()
            self?.forgetExpired(order)
        }
    }

    /// Makes room in the lanes of peers that have not taken anything for long.
    private func forgetExpired(_ order: RelayOrder) {
        for recipient in order.recipients where recipient.path == .stream {
            relay.waiting.dropFirst(for: recipient.endpoint) { $0.order.isFinished($0.index) }
        }
    }

    /// Dials for waiting copies while there is room.
    private func dialWaiting() {
        while let copy = relay.waiting.next() {
            if copy.order.isFinished(copy.index) {
                relay.waiting.ended(copy.peer)
            } else {
                dial(copy)
            }
        }
    }

    private func dial(_ copy: RelayCopy) {
        let order = copy.order
        guard let address = copy.peer.socketAddress else {
            relay.waiting.ended(copy.peer)
            order.finish(copy.index, .unusableAddress)
            return
        }
        counters[.streamsDialled] += 1
        do throws(Errno) {
            var identity: ObjectIdentifier?
            let stream = try OutboundStream(
                on: loop,
                to: address,
                request: order.request,
                until: .taken(afterPeer: !address.isLoopback)
            ) { [weak self] result in
                self?.copyEnded(copy, identity, result)
            }
            stream.start(deadline: order.deadline)
            guard !stream.isFinished else { return }
            identity = ObjectIdentifier(stream)
            relay.active[ObjectIdentifier(stream)] = stream
        } catch {
            copyEnded(copy, nil, .failure(.dial(error)))
        }
    }

    private func copyEnded(
        _ copy: RelayCopy,
        _ stream: ObjectIdentifier?,
        _ result: Result<StreamFrame?, StreamFailure>
    ) {
        relay.waiting.ended(copy.peer)
        switch result {
        case .success:
            counters[.streamBytesSent] += UInt64(copy.order.request.count)
            counters.messages.add(.sent, .stream, .user)
            copy.order.finish(copy.index, nil)
        case .failure(let failure):
            counters.drop("message-\(failure.reason)")
            copy.order.finish(copy.index, failure.delivery)
        }
        guard let stream else { return }
        relay.active[stream] = nil
        dialWaiting()
    }

    private func count(_ deliveries: [Delivery]) {
        for delivery in deliveries {
            counters.outcomes.add(delivery)
            if delivery.failure == nil {
                counters[.messagesSent] += 1
                counters[.messageBytesSent] += UInt64(delivery.bytes)
            } else {
                counters[.messagesFailed] += 1
            }
        }
    }

    // MARK: Who an order is for

    private func resolve(_ order: SendOrder) throws(SendError) -> [RelayOrder.Recipient] {
        guard case .named(let names) = order.recipients else {
            return otherMembers().map { recipient($0, reliable: order.reliable) }
        }
        var unknown: [String] = []
        var away: [String] = []
        var found: [RelayOrder.Recipient] = []
        var seen: Set<MemberName> = []
        for name in names where seen.insert(MemberName(name)).inserted {
            guard let member = participant[MemberName(name)] else {
                unknown.append(name)
                continue
            }
            switch member.state {
            case .alive, .suspect: found.append(recipient(member, reliable: order.reliable))
            case .dead, .left: away.append(name)
            }
        }
        guard unknown.isEmpty else { throw .unknownMembers(unknown) }
        guard away.isEmpty else { throw .membersNotAlive(away) }
        return found
    }

    private func recipient(
        _ member: Membership.Member,
        reliable: Bool
    ) -> RelayOrder.Recipient {
        let isLocal = member.name == participant.name
        return RelayOrder.Recipient(
            name: member.name.text,
            endpoint: member.endpoint,
            path: isLocal ? .local : reliable ? .stream : .packet,
            checksum: member.versions.protocolMax >= 5
        )
    }

    /// Every other member that is alive or suspect, sorted by name.
    func otherMembers() -> [Membership.Member] {
        participant.members
            .filter { ($0.state == .alive || $0.state == .suspect) && $0.name != participant.name }
            .sorted { $0.name < $1.name }
    }
}
