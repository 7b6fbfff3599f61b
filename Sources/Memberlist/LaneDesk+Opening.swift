// SPDX-License-Identifier: Apache-2.0

import Determinism
import Logging
import Membership
import Messaging
import Reactor
import Wire

/// How connections of lanes begin and end (docs/lane-protocol.md §1 to §3).
extension LaneDesk {
    private var links: Int { peers.values.reduce(0) { $0 + $1.links.count } }
    private var unproven: Int {
        peers.values.reduce(0) { $0 + $1.links.count { !$0.isDialled && !$0.isProven } }
    }
    /// Connections that carry a lane.
    var openLinks: Int { peers.values.reduce(0) { $0 + ($1.lane.current == nil ? 0 : 1) } }

    func dial(_ peer: PeerLane) {
        guard carries(peer), let address = peer.endpoint.socketAddress,
            peer.links.count < PeerLane.linkLimit, links < Self.linkLimit
        else { return peer.lane.dialFailed(at: now) }
        let socket: OwnedSocket
        do throws(Errno) {
            socket = OwnedSocket(try StreamSocket.connecting(to: address))
        } catch {
            return peer.lane.dialFailed(at: now)
        }
        counts.dialled += 1
        let connection = LaneConnection(
            dialling: &peer.lane,
            as: nextConnection(),
            random: randomBytes(32),
            framing: node.framing.lanes,
            at: now
        )
        let key = node.framing.laneKeys.primary
        let link = LaneLink(connection, of: peer, key: key, isDialled: true, on: loop)
        begin(link, of: peer, on: socket)
    }

    private func begin(_ link: LaneLink, of peer: PeerLane, on socket: OwnedSocket) {
        peer.add(link)
        do throws(Errno) {
            try link.start(on: socket)
        } catch {
            peer.remove(link)
            let events = link.connection.receiveEnd(isBroken: true, for: &peer.lane, at: now)
            peer.handle(events, from: link)
        }
    }

    /// What to do with a stream that begins with the opening of a lane.
    func answer(to opening: [UInt8], from address: SocketAddress) -> InboundStream.Verdict {
        do throws(LaneCode) {
            let (peer, link) = try accept(opening)
            counts.answered += 1
            return .handOver { [self] socket in begin(link, of: peer, on: socket) }
        } catch {
            counts.refuse(error)
            node.logger.debug(
                "lane refused",
                metadata: ["peer": "\(address)", "reason": "\(error.reason)"]
            )
            let words = "this node does not take the lane: \(error.reason)"
            let framing = node.framing.lanes
            return .reply(
                LaneConnection.refusal(of: opening, error, words, framing: framing),
                then: {}
            )
        }
    }

    private func accept(_ opening: [UInt8]) throws(LaneCode) -> (PeerLane, LaneLink) {
        guard isOn else { throw .off }
        guard case .hello(let hello)? = try? LaneGreeting(opening) else { throw .malformed }
        guard hello.peer == node.participant.name, let member = node.participant[hello.name],
            member.state != .left
        else { throw .wrongName }
        guard links < Self.linkLimit, unproven < Self.unprovenLimit, let peer = peer(member),
            peer.links.count < PeerLane.linkLimit
        else { throw .busy }
        // Forgotten again at the end of the turn if nothing comes of it.
        peer.touch()
        let connection = try LaneConnection(
            answering: opening,
            for: &peer.lane,
            as: nextConnection(),
            random: randomBytes(32),
            framing: node.framing.lanes,
            at: now
        )
        let link = LaneLink(connection, of: peer, key: hello.key, isDialled: false, on: loop)
        return (peer, link)
    }

    // MARK: What became of them

    func opened(_ peer: PeerLane, _ link: LaneLink?) {
        counts.opened += 1
        link?.prove()
        // Whoever opens one has lanes, whatever was thought of it.
        choice.forget(peer.name)
        for other in peer.links where other !== link && other.connection.isOpen {
            peer.handle(other.connection.advance(to: now, for: &peer.lane), from: other)
        }
        node.logger.debug("lane open", metadata: ["to": "\(peer.name)"])
    }

    func ended(_ link: LaneLink?, _ end: LaneEnd, of peer: PeerLane) {
        counts.end(end)
        node.logger.debug(
            "lane connection ended",
            metadata: ["to": "\(peer.name)", "reason": "\(end.reason)"]
        )
        guard let link else { return }
        if case .fault(let fault) = end {
            node.counters.drop("lane-\(fault.reason)")
            if let address = link.address { node.noteStreamNonsense(from: address) }
        }
        // A recording says nothing of the member.
        guard link.isDialled || link.isProven,
            choice.ended(peer.name, end, incarnation(of: peer.name), at: now)
        else { return }
        node.logger.info(
            "messages go without a lane for a while",
            metadata: ["to": "\(peer.name)", "reason": "\(end.reason)"]
        )
        drop(peer, .goingAway)
    }
}
