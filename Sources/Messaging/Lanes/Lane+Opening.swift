// SPDX-License-Identifier: Apache-2.0

import Determinism
import Wire

/// How a lane goes over to another connection (docs/lane-protocol.md §3).
extension Lane {
    /// What we say of ourselves, as a dialer or in answer to `peer`.
    func hello(
        as side: LaneSide,
        random: [UInt8],
        key: UInt64,
        answering peer: LaneHello? = nil
    ) -> LaneHello {
        // Of another life of the peer's than the one that speaks, nothing is known.
        let isKnown = peer.map { $0.life == incoming.life } ?? true
        return LaneHello(
            side: side,
            versions: LaneHello.versions,
            capabilities: 0,
            random: random,
            echo: peer?.random ?? [UInt8](repeating: 0, count: LaneHello.randomBytes),
            key: key,
            life: life,
            peerLife: isKnown ? incoming.life : .none,
            received: isKnown ? incoming.received : 0,
            accepted: isKnown ? incoming.accepted : 0,
            first: outgoing.first,
            grants: settings.grants,
            name: name,
            peer: self.peer
        )
    }

    /// Why a peer that dials is refused; `nil`: it is not.
    func refusal(of hello: LaneHello) -> LaneCode? {
        guard hello.versions.overlaps(LaneHello.versions) else { return .version }
        guard hello.name == peer, hello.peer == name, name != peer else { return .wrongName }
        guard hello.grants.isPossible else { return .grants }
        // Both dial: the connection of the one whose name comes first counts.
        guard dialling == nil || peer < name else { return .crossed }
        return nil
    }

    /// Goes over to a connection, on which both have said who they are.
    ///
    /// - Returns: `false` when it cannot be used any more, for too much has happened since its
    ///   opening.
    mutating func adopt(
        _ connection: LaneConnectionID,
        _ peer: LanePeer,
        at now: Instant,
        _ events: inout [LaneEvent]
    ) throws(LaneFault) -> Bool {
        let (hello, told) = (peer.hello, peer.told)
        let knowsUs = hello.peerLife == life
        guard knowsUs || outgoing.first < told.first + LaneLimits.rewoundFrames else {
            return false
        }
        let isAnew = incoming.life != hello.life && incoming.life != .none
        if isAnew { forgetPeer(before: hello, &events) }
        if incoming.life != hello.life {
            // As our opening told the peer, so it begins.
            let last = told.peerLife == hello.life ? told.received : hello.first - 1
            incoming.restart(life: hello.life, after: last)
        }
        current = connection
        dialling = nil
        isDialAsked = false
        lastActivity = now
        peerGrants = hello.grants
        incoming.resume()
        acknowledgementDue = now
        events.append(.opened(anew: isAnew))
        if knowsUs {
            try outgoing.resume(after: hello.received)
            try receive(acknowledgement: hello.accepted, &events)
        } else {
            outgoing.restart(at: told.first)
        }
        renewCredits()
        offerRoom(&events)
        return true
    }

    /// The peer has begun anew: it knows none of our calls, unless they were never sent, and we
    /// answer none of those that it made before.
    private mutating func forgetPeer(before hello: LaneHello, _ events: inout [LaneEvent]) {
        let survives = hello.grants.covers(peerGrants)
        for (number, state) in ours.sorted(by: { $0.key < $1.key })
        where !survives || state.frame < outgoing.unwritten {
            forget(.ours(number))
            events.append(.forgotten(.ours(number)))
        }
        for number in theirs.keys.sorted() {
            forget(.theirs(number))
            events.append(.cancelled(.theirs(number), .cancelled))
        }
        lastTheirs = 0
        let kept = Set(ours.keys.map { LaneExchange.ours($0).word })
        outgoing.void { $0.type.isOfExchange && !kept.contains($0.exchange) }
    }

    /// What the peer may send of bodies is said again, since what was said may have been lost.
    private mutating func renewCredits() {
        let window = UInt64(settings.grants.bodyWindowBytes)
        for exchange in exchanges {
            guard let state = self[exchange] else { continue }
            let least = UInt64(peerGrants.bodyWindowBytes)
            if state.sending.limit < least { self[exchange]?.sending.limit = least }
            if state.receiving.isOpen, state.receiving.granted > window { owe(exchange) }
        }
    }

    private mutating func owe(_ exchange: LaneExchange) {
        guard var state = self[exchange], !state.receiving.isCreditDue else { return }
        state.receiving.isCreditDue = true
        self[exchange] = state
        creditsDue.append(exchange)
    }

    /// A connection has come to its end.
    mutating func ended(_ connection: LaneConnectionID, at now: Instant) {
        guard connection == current || connection == dialling else { return }
        if connection == current { current = nil }
        if connection == dialling { dialling = nil }
        postponeDial(at: now)
    }
}
