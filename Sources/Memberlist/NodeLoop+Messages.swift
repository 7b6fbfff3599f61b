// SPDX-License-Identifier: Apache-2.0

import Determinism
import JSONText
import Logging
import Membership
import Messaging
import Reactor
import Wire

/// What reaches the application: messages and changes of the table.
extension NodeLoop {
    /// A conflict about one name is told once in this time, however often it is heard.
    private static let conflictLogInterval = Duration.seconds(60)

    /// Hands over an application's message.
    ///
    /// - Parameters:
    ///   - payload: what was sent.
    ///   - source: a packet's; no other way tells it.
    ///   - path: how it came.
    ///   - sender: the member at the other end of a lane.
    ///   - custody: how to say that it is kept, when the sender waits for that.
    func deliver(
        _ payload: [UInt8],
        from source: Endpoint?,
        by path: MessagePath,
        sender: String? = nil,
        custody: Custody? = nil
    ) {
        let message = ReceivedMessage(
            payload: payload,
            source: source?.text,
            path: path
        )
        counters[.eventsLost] += subscribers.publish(message)
        tell(of: message, from: source, sender, custody)
        if settings.announcesLeaveToSerf { serfClock.witness(userMessage: payload) }
        if let outputs = conversation?.receive(payload, at: loop.now) { converse(outputs) }
    }

    private func tell(
        of message: ReceivedMessage,
        from source: Endpoint?,
        _ peer: String?,
        _ custody: Custody?
    ) {
        guard let news = settings.news else { return }
        let sender =
            switch message.path {
            case .local: participant.name.text
            case .packet: source.flatMap { senders.name(at: $0, participant) }
            case .stream, .lane: peer
            }
        let isGossip = message.path == .packet && isReadingCompound
        news(.received(message, sender: sender, isGossip: isGossip, custody: custody))
    }

    /// Carries out what the ping/pong engine asks for.
    func converse(_ outputs: [ConversationOutput]) {
        guard let transcript = settings.pingPong?.transcript else { return }
        for output in outputs {
            switch output {
            case .received(let message):
                transcript("received msg: \(message.summary)")
            case .sendToAllOthers(let payload, let message):
                for member in otherMembers() {
                    let name = PrintableText.escaping(member.name.text)
                    transcript("send to \(name) msg: \(message.summary)")
                }
                let order = SendOrder(to: .everyoneElse, payload: payload)
                relay(order) { [logger] result in
                    guard case .success(let deliveries) = result else { return }
                    for delivery in deliveries where delivery.failure != nil {
                        logger.info(
                            "ping/pong message not sent",
                            metadata: ["to": "\(delivery.recipient)"]
                        )
                    }
                }
            case .inbox:
                // Already with the subscribers; it is no message of the engine.
                break
            }
        }
        settle()
    }

    /// Tells watchers and the log what happened to a member.
    func report(_ change: Change) {
        let event = MemberEvent(change, clock: wallClock)
        if let event {
            counters[.eventsLost] += subscribers.publish(event)
            let isSelf = event.member.name.utf8.elementsEqual(participant.name.text.utf8)
            settings.news?(.changed(event, isSelf: isSelf))
        }
        switch change {
        case .joined(let member):
            lanes.heard(of: member)
            log("member joined", member)
        case .updated(let member):
            lanes.heard(of: member)
            log("member updated", member)
        case .suspected(let member):
            log("member suspected", member)
        case .recovered(let member):
            log("member recovered", member)
        case .died(let member):
            log("member dead", member)
        case .left(let member):
            lanes.memberIsGone(member.name)
            log("member left", member)
        case .reaped(let name):
            lanes.memberIsGone(name)
            published.latestProbes.forget(name.text)
            logger.debug("member forgotten", metadata: ["name": "\(name)"])
        case .conflict(let existing, let claimant):
            reportConflict(existing, claimant)
        }
    }

    private func log(_ words: Logger.Message, _ member: Membership.Member) {
        // That a node knows itself is no news.
        logger.log(
            level: member.name == participant.name ? .debug : .info,
            words,
            metadata: [
                "name": "\(member.name)", "address": "\(member.endpoint.text)",
                "incarnation": "\(member.incarnation.rawValue)",
            ]
        )
    }

    private func reportConflict(_ existing: Membership.Member, _ claimant: Membership.Member) {
        counters[.nameConflicts] += 1
        let name = existing.name
        if let last = conflictsLoggedAt[name], loop.now - last < Self.conflictLogInterval {
            return
        }
        // Names are made up by peers; the memory of what was logged is bounded.
        if conflictsLoggedAt.count >= 1_024 { conflictsLoggedAt = [:] }
        conflictsLoggedAt[name] = loop.now
        let event = MemberEvent.conflict(
            existing: Member(existing, clock: wallClock),
            claimant: Member(claimant, clock: wallClock)
        )
        counters[.eventsLost] += subscribers.publish(event)
        logger.warning(
            "two nodes have one name; rename one of them",
            metadata: [
                "name": "\(name)", "known": "\(existing.endpoint.text)",
                "other": "\(claimant.endpoint.text)",
            ]
        )
    }

    /// All members as the public face shows them.
    func makeSnapshot(version: UInt64) -> MemberSnapshot {
        let members = participant.members
            .sorted { $0.name < $1.name }
            .map { Member($0, clock: wallClock) }
        return MemberSnapshot(
            version: version,
            localName: participant.local.name.text,
            members: members
        )
    }
}
