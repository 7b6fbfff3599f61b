// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership
import Messaging
import Reactor
import Wire

/// The lanes of a node, one for each member that has some; lives on the node's loop.
///
/// The machines decide (docs/lane-protocol.md); here are their sockets, their moments, and who is
/// told what.
final class LaneDesk {
    /// Lanes that are remembered; beyond, the one that has been quiet longest is forgotten.
    static let laneLimit = 4_096
    /// Connections of all lanes together.
    static let linkLimit = 2_048
    /// Of those, such as nobody has proved yet to be more than a recording.
    static let unprovenLimit = 64
    /// Streamed bodies that one peer may have under way here, requests of the proxy among them.
    private static let bodies = 512
    /// Bytes that are read at once.
    private static let bufferBytes = 256 << 10

    unowned let node: NodeLoop
    let loop: EventLoop
    let isOn: Bool
    var choice: LaneChoice
    var counts = LaneCounts()
    private(set) var peers: [MemberName: PeerLane] = [:]
    private var touchedPeers: [PeerLane] = []
    private var lastConnection: UInt64 = 0
    private let custody: CustodyBox
    private let leavesCustody: Bool
    let buffer: UnsafeMutableRawBufferPointer
    private var generator = SystemRandomNumberGenerator()

    init(_ node: NodeLoop) {
        self.node = node
        loop = node.loop
        isOn = node.settings.lanes
        choice = LaneChoice(isOn: isOn)
        custody = CustodyBox(node.loop.remote)
        leavesCustody = node.settings.leavesCustody && node.settings.news != nil
        buffer = .allocate(byteCount: isOn ? Self.bufferBytes : 0, alignment: 16)
    }

    deinit { buffer.deallocate() }

    var now: Instant { loop.now }

    // MARK: Turns

    func touched(_ peer: PeerLane) {
        touchedPeers.append(peer)
        node.settle()
    }

    /// Does what follows from the turn's events.
    func flush() {
        while !touchedPeers.isEmpty {
            let peers = touchedPeers
            touchedPeers.removeAll(keepingCapacity: true)
            for peer in peers { peer.flush() }
        }
    }

    /// Others have said what they keep.
    func takeCustody() {
        for (place, receipt) in custody.takeAll() {
            guard let peer = peers[MemberName(place.peer)] else { continue }
            peer.lane.accept(through: receipt)
            peer.touch()
        }
    }

    // MARK: Who has a lane

    /// Whether messages to this member go by lane.
    func carries(_ member: Membership.Member) -> Bool {
        guard isOn else { return false }
        if let peer = peers[member.name] { return carries(peer) }
        let capability = LaneCapability(metadata: member.metadata)
        return choice.way(to: member.name, capability, member.incarnation, at: now) == .lane
            && member.name.text.utf8.count <= LaneLimits.nameBytes
    }

    func carries(_ peer: PeerLane) -> Bool {
        guard peer.capability != nil else { return false }
        return peer.lane.current != nil
            || choice.way(to: peer.name, peer.capability, incarnation(of: peer.name), at: now)
                == .lane
    }

    func incarnation(of member: MemberName) -> Incarnation {
        node.participant[member]?.incarnation ?? Incarnation(rawValue: 0)
    }

    /// Whether a member has lanes at all, even if it is left alone at the moment.
    func hasLanes(_ member: Membership.Member) -> Bool {
        isOn && LaneCapability(metadata: member.metadata) != nil
            && member.name.text.utf8.count <= LaneLimits.nameBytes
    }

    /// Whether the member's lane has room for a message of so many bytes.
    func takes(_ bytes: Int, for member: MemberName) -> Bool {
        peers[member]?.lane.takes(bytes) ?? true
    }

    /// The member's lane, which begins now if there is none.
    ///
    /// `nil` when there are as many as may be and none can be forgotten.
    func peer(_ member: Membership.Member) -> PeerLane? {
        if let peer = peers[member.name] { return peer }
        guard peers.count < Self.laneLimit || forgetQuietest() else { return nil }
        var settings = LaneSettings()
        settings.grants.bodies = Self.bodies
        let lane = Lane(
            from: node.participant.name,
            to: member.name,
            life: newLife(),
            settings: settings,
            seed: generator.next(),
            journal: node.settings.acceptedBefore?(member.name.text),
            at: now
        )
        let peer = PeerLane(
            member.name,
            at: member.endpoint,
            LaneCapability(metadata: member.metadata),
            lane: lane,
            desk: self
        )
        peers[member.name] = peer
        return peer
    }

    private func forgetQuietest() -> Bool {
        let quiet = peers.values.filter { $0.links.isEmpty && $0.lane.isIdle }
        guard let peer = quiet.min(by: { $0.lane.lastActivity < $1.lane.lastActivity }) else {
            return false
        }
        forget(peer)
        return true
    }

    /// Ends a lane that has nothing under way.
    func forget(_ peer: PeerLane) { _ = remove(peer, .goingAway) }

    /// Ends a lane; what of it can be sent otherwise is.
    func drop(_ peer: PeerLane, _ code: LaneCode) { node.reroute(remove(peer, code)) }

    private func remove(_ peer: PeerLane, _ code: LaneCode) -> [LaneCopies.Copy] {
        if peers[peer.name] === peer { peers[peer.name] = nil }
        counts.repeatedFrames += peer.lane.repeatedFrames
        return peer.drop(code)
    }

    /// The node ends: says so to the peers, and gives up what is not written.
    func shutDown() {
        for peer in Array(peers.values) {
            for copy in peer.copies.removeAll() { copy.order.abandon() }
            forget(peer)
        }
    }

    // MARK: What the table says

    /// A member is new, has come back, or says something else of itself.
    func heard(of member: Membership.Member) {
        guard isOn else { return }
        choice.forget(member.name)
        guard let peer = peers[member.name] else { return }
        peer.capability = LaneCapability(metadata: member.metadata)
        if peer.endpoint != member.endpoint {
            // It has moved: what is left of the old place will not answer.
            peer.endpoint = member.endpoint
            for link in peer.links { link.end(isBroken: true) }
        }
        if peer.capability == nil, !peer.hasNoneWaiting { drop(peer, .goingAway) }
    }

    /// A member is gone by its own word, or forgotten.
    func memberIsGone(_ name: MemberName) {
        choice.forget(name)
        if let peer = peers[name] { drop(peer, .goingAway) }
    }

    /// The ring has changed: what is not sealed by way of its first key begins anew with that.
    func keysChanged(from old: LaneKeyNames) {
        let new = node.framing.laneKeys
        for peer in Array(peers.values) {
            for link in peer.links {
                let isObsolete = link.key != new.primary && old.primary != new.primary
                guard isObsolete || !new.all.contains(link.key) else { continue }
                let events = link.connection.close(.keyChanged, &peer.lane, at: now)
                peer.handle(events, from: link)
            }
            peer.touch()
        }
    }

    // MARK: What may be known

    var copiesUnderWay: Int { peers.values.reduce(0) { $0 + $1.copies.count } }

    var allCounts: [NodeReport.Count] {
        let repeated = peers.values.reduce(counts.repeatedFrames) { $0 + $1.lane.repeatedFrames }
        return counts.all(repeatedFrames: repeated)
    }

    // MARK: Chance

    func nextConnection() -> LaneConnectionID {
        lastConnection += 1
        return LaneConnectionID(rawValue: lastConnection)
    }

    /// Of the system's generator.
    func randomBytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    private func newLife() -> LaneLife {
        while true {
            if let life = LaneLife(randomBytes(LaneLife.byteCount)) { return life }
        }
    }

    // MARK: What the machines say

    func handle(_ event: LaneEvent, of peer: PeerLane, _ link: LaneLink?) {
        switch event {
        case .dial: dial(peer)
        case .opened: opened(peer, link)
        case .message(let receipt, let payload): deliver(payload, receipt, from: peer)
        case .accepted(let number): peer.accepted(through: number)
        case .ended(_, let end): ended(link, end, of: peer)
        case .call(let call): node.calls.take(call, from: peer)
        case .reply(let reply):
            peer.calls[.ours(reply.number)]?
                .received(reply.status, reply.body, isStreamed: reply.isStreamed)
        case .body(let exchange, let bytes, let isLast):
            peer.calls[exchange]?.received(bytes, isLast: isLast)
        case .cancelled(let exchange, let status): peer.calls[exchange]?.cancelled(status)
        case .forgotten(let exchange): peer.calls[exchange]?.end(.forgotten)
        case .stopped(let exchange, let status): peer.calls[exchange]?.stopped(status)
        case .writable(let exchange): peer.calls[exchange]?.pump()
        }
    }

    private func deliver(_ payload: [UInt8], _ receipt: LaneReceipt, from peer: PeerLane) {
        counts.messagesReceived += 1
        let name = peer.name.text
        guard leavesCustody else {
            node.deliver(payload, from: nil, by: .lane, sender: name)
            peer.lane.accept(through: receipt)
            return
        }
        let custody = Custody(receipt, of: name) { [custody] in
            custody.accept(receipt, of: name)
        }
        node.deliver(payload, from: nil, by: .lane, sender: name, custody: custody)
    }
}
