// SPDX-License-Identifier: Apache-2.0

package import Determinism
package import Wire

/// One participant in the cluster: decides what to do when messages arrive and time passes
/// (SWIM with Lifeguard, as memberlist does it; spec §7 to §14).
///
/// A value without clock, sockets or global chance. Every entry point returns what the driver must
/// do, in order. Four families of them: `receive` (the network did something), `advance(to:)` (time
/// did something), imperatives (the operator did), nouns (nothing happens).
///
/// What holds when a process is stopped and continued, or its driver is late for another reason:
/// if `advance(to:)` comes more than `pauseThreshold` after `nextDeadline`, the time in between is
/// not held against anyone. Suspicions run on as if it had not passed, a probe in flight ends
/// without a verdict, relays are dropped without a nack, and each ticker fires once. The driver
/// should hand in the packets that wait before it advances; so a node that was declared dead while
/// it slept hears so and refutes, and one that slept declares nobody dead by old news.
package struct Participant: Sendable {
    package let name: MemberName
    package internal(set) var settings: MembershipSettings
    package internal(set) var statistics = MembershipStatistics()
    /// Set by `leave(at:)`, for good.
    package internal(set) var isLeaving = false

    /// What this node speaks, as its own entry says.
    let versions: VersionVector
    var table: MemberTable
    var order = ProbeOrder()
    /// The own incarnation: the highest this node has claimed (spec §8.5).
    var claimed: Incarnation
    var awareness: Awareness
    /// Membership messages.
    var queue = BroadcastQueue()
    /// The application's broadcasts.
    var userQueue = BroadcastQueue()
    var fillTurns = FillTurns()
    var suspicions = SuspicionTimers()
    /// Whose accusation has been repeated since their state last changed (spec §8.6).
    var accusationsRepeated: Set<MemberName> = []
    var relays = RelayTable()
    var pings = PingTable()
    /// What an application has a say in; set before `start(at:)`.
    package var hooks = ParticipantHooks()
    /// Members that the application did not want, by its reasons.
    package internal(set) var refusedMembers = ReasonCounts()
    /// Members that died and may live elsewhere.
    var departed = Departed()
    var nextReconnect: Instant?
    /// Who says from a new address that it is someone we know.
    var claims = NameClaims()
    /// Who was said to have an incarnation that is hard to believe.
    var doubts = IncarnationDoubts()
    /// Whose own table is being merged, which may say of it what nobody else may.
    var confirmed: MemberName?
    var probe: Probe?
    /// A probe was due while another ran; it begins when that one ends.
    var probeOverdue = false
    var leaveFinished = false
    var probeTicker: Ticker
    var gossipTicker: Ticker
    var nextPushPull: Instant?
    var random: SplitMix64
    var effects: [Output] = []
    private var lastSequenceNumber: SequenceNumber = 0
    private var streamsOpened: UInt64 = 0

    /// Numbers for what it says of itself, if packets are to be in shorthand, as only other
    /// participants of this process read them.
    var numbers: RumourNumbers?

    /// A participant that knows only itself; nothing happens until `start(at:)`.
    package init(
        name: MemberName,
        endpoint: Endpoint,
        metadata: [UInt8],
        incarnation: Incarnation = 1,
        settings: MembershipSettings,
        seed: UInt64,
        numbers: RumourNumbers? = nil,
        at now: Instant
    ) {
        self.name = name
        self.numbers = numbers
        self.settings = settings
        claimed = incarnation
        versions = settings.versions
        let alive = Alive(
            incarnation: incarnation,
            node: name,
            endpoint: endpoint,
            metadata: metadata,
            versions: versions
        )
        let local = Member(
            Announcement(alive, number: self.numbers?.next() ?? 0),
            incarnation: incarnation,
            state: .alive,
            since: now
        )
        table = MemberTable(local: local)
        awareness = Awareness(maximumMultiplier: settings.awarenessMaxMultiplier)
        probeTicker = Ticker(every: settings.probeInterval)
        gossipTicker = Ticker(every: settings.gossipNodes > 0 ? settings.gossipInterval : .zero)
        random = SplitMix64(seed: seed)
    }

    /// Begins to probe and gossip, and reports the own join; call it once.
    package mutating func start(at now: Instant) -> [Output] {
        probeTicker.start(at: now + random.part(of: settings.probeInterval))
        gossipTicker.start(at: now + random.part(of: settings.gossipInterval))
        if settings.pushPullInterval > .zero {
            let delay = random.part(of: settings.pushPullInterval)
            nextPushPull = now + delay + pushPullInterval
        }
        spread(local.announcement)
        effects.append(.report(.joined(local)))
        return drain()
    }

    /// When `advance(to:)` next has work; `nil` when there is nothing to wait for.
    package var nextDeadline: Instant? {
        var earliest = Instant.distantFuture
        if let due = probeTicker.next { earliest = min(earliest, due) }
        if let due = gossipTicker.next { earliest = min(earliest, due) }
        if let due = nextPushPull { earliest = min(earliest, due) }
        if let due = nextReconnect { earliest = min(earliest, due) }
        if let due = claims.nextDeadline { earliest = min(earliest, due) }
        if let due = probe?.nextDeadline { earliest = min(earliest, due) }
        if let due = relays.nextDeadline { earliest = min(earliest, due) }
        if let due = pings.nextDeadline { earliest = min(earliest, due) }
        if let due = suspicions.nextDeadline { earliest = min(earliest, due) }
        return earliest == .distantFuture ? nil : earliest
    }

    /// Does what is due at `now`; a call that comes early does nothing.
    package mutating func advance(to now: Instant) -> [Output] {
        forgivePause(at: now)
        giveUpRelays(at: now)
        giveUpPings(at: now)
        advanceProbe(at: now)
        expireSuspicions(at: now)
        if probeTicker.fire(at: now) { probeTick(at: now) }
        if gossipTicker.fire(at: now) { gossip(at: now) }
        if let due = nextPushPull, due <= now { pushPullTick(at: now) }
        reconnect(at: now)
        lookIntoClaims(at: now)
        return drain()
    }
}

// MARK: - What may be read

extension Participant {
    /// Everyone in the table, whatever their state, itself first; otherwise in no set order.
    package var members: [Member] { table.members }
    package subscript(name: MemberName) -> Member? { table[name] }
    /// The same, for who asks often: a participant that is a class's own is copied for a call that
    /// does not change it, and not for one that might.
    package mutating func member(_ name: MemberName) -> Member? { table[name] }
    /// This node as it tells others.
    package var local: Member { table.local }
    package var memberCount: Int { table.count }
    /// How many entries of the table are in `state`; itself is one of them.
    package func count(of state: MemberState) -> Int { table.count(of: state) }
    /// How many others it believes to be alive, suspects among them.
    package var company: Int { count(of: .alive) + count(of: .suspect) - (isLeaving ? 0 : 1) }
    /// Grows with every visible change of the table.
    package var tableVersion: UInt64 { table.version }
    /// The own incarnation.
    package var incarnation: Incarnation { claimed }
    /// 0 is healthy (spec §10).
    package var healthScore: Int { awareness.score }
    /// Membership messages that wait to be gossiped.
    package var queuedBroadcasts: Int { queue.count }
    /// Broadcasts of the application that wait to be gossiped.
    package var queuedUserBroadcasts: Int { userQueue.count }
    /// Dead members that are asked, in turn, whether they live.
    package var departedMembers: Int { departed.count }
    /// Suspicions that run here.
    package var runningSuspicions: Int { suspicions.count }
}

// MARK: - What every duty needs

extension Participant {
    mutating func drain() -> [Output] {
        var outputs: [Output] = []
        swap(&outputs, &effects)
        return outputs
    }

    mutating func nextSequenceNumber() -> SequenceNumber {
        repeat {
            lastSequenceNumber = lastSequenceNumber.next
        } while relays.contains(lastSequenceNumber) || pings.contains(lastSequenceNumber)
        return lastSequenceNumber
    }

    mutating func nextStream() -> StreamID {
        streamsOpened += 1
        return StreamID(rawValue: streamsOpened)
    }

    /// What this node says of itself.
    func announcement() -> Alive { table.local.announcement.alive }

    /// Says something new of itself: `change` made to what it said last, by the incarnation it
    /// claims now.
    mutating func announce(_ change: (inout Alive) -> Void = { _ in }) {
        var alive = announcement()
        change(&alive)
        alive.incarnation = claimed
        let announcement = Announcement(alive, number: numbers?.next() ?? 0)
        table.update(MemberTable.localSlot) { local in
            local.announcement = announcement
            local.incarnation = announcement.alive.incarnation
        }
    }

    /// The endpoint a message names, its port filled in where it is missing (spec §4, §7).
    func resolved(_ endpoint: Endpoint) -> Endpoint {
        guard endpoint.port == 0 || settings.protocolVersion < 2 else { return endpoint }
        let port = settings.bindPort == 0 ? table.local.endpoint.port : settings.bindPort
        return Endpoint(address: endpoint.address, port: port)
    }
}
