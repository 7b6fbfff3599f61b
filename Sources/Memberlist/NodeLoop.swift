// SPDX-License-Identifier: Apache-2.0

import Determinism
import Logging
import Membership
import Messaging
import Reactor
import Wire
import WireSecurity

/// The one owner of a node's sockets and machines; lives on the node's thread.
///
/// Whatever happens ends in `run(_:)` with the machine's effects and in `settle()` at the end of
/// the turn: packets leave in batches, a new snapshot is published, the next deadline is set.
final class NodeLoop {
    let loop: EventLoop
    let settings: NodeSettings
    let published: Published
    let logger: Logger
    let resolver: Resolver
    let startedAt: Instant
    let wallClock: WallClockOffset

    var keyring: Keyring
    var framing: Framing
    let packets: DatagramSocket
    let acceptor: Acceptor
    let advertised: Endpoint

    var participant: Participant
    var conversation: Conversation?
    var counters = NodeCounters()
    let subscribers: Subscribers
    var metrics: NodeMetrics

    /// Packets that leave at the end of this turn.
    var outbox: [(bytes: [UInt8], to: SocketAddress)] = []
    /// Packets that are leaving now.
    var departing: [(bytes: [UInt8], to: SocketAddress)] = []
    /// Streams that the participant asked for.
    var dialogues: [StreamID: OutboundStream] = [:]
    var inbound: [ObjectIdentifier: InboundStream] = [:]
    /// Bytes held by inbound streams together.
    var inboundBytes = 0
    var joins = JoinDesk()
    /// A join in the background is under way, or waits to be tried again.
    var isJoining = false
    private(set) lazy var calls = NodeCalls(self)
    let methods: MethodTable
    var resolutions = Resolutions()
    var relay = RelayDesk()
    /// Made when it is first asked for, which is in `begin()`.
    private(set) lazy var lanes = LaneDesk(self)
    var waitingForLeave: [Answer<Result<Void, LeaveError>>] = []
    var updates = Waiting<Result<Void, UpdateError>>()
    var broadcasts = Waiting<Result<BroadcastOutcome, BroadcastError>>()
    var pings: [RequestID: Answer<Result<Duration, PingError>>] = [:]
    /// How many requests have had a number.
    var requests: UInt64 = 0
    var serfClock = SerfClock()
    /// The intent to leave is being told to Serf; the goodbye follows.
    var isAnnouncingLeave = false
    var conflictsLoggedAt: [MemberName: Instant] = [:]
    var logPace = LogPace()
    var quarantine = QuarantineDesk()
    var senders = SenderIndex()
    /// The packet that is being handled holds several messages.
    var isReadingCompound = false
    /// Push/pulls of peers that are being read or answered.
    var concurrentPushPulls = 0
    /// Bytes of the last push/pull that was told.
    var localStateBytes = 0

    private var isSettling = false
    private var armedDeadline: (timer: TimerID, at: Instant)?
    private var publishedTableVersion: UInt64?
    private let versionBase: UInt64

    init(
        loop: EventLoop,
        settings: NodeSettings,
        keyring: Keyring,
        published: Published,
        resolver: Resolver,
        sockets: NodeSockets,
        logger: Logger
    ) {
        self.loop = loop
        self.settings = settings
        subscribers = Subscribers(bufferLimit: settings.handoffQueueDepth)
        methods = MethodTable(settings.methods)
        self.published = published
        self.resolver = resolver
        self.logger = logger
        startedAt = loop.now
        wallClock = WallClockOffset(
            now: MonotonicClock.now,
            wallMicroseconds: WallClock.microseconds
        )
        versionBase = UInt64(max(0, WallClock.microseconds))
        packets = sockets.packets
        acceptor = sockets.acceptor
        advertised = sockets.advertised
        self.keyring = keyring
        metrics = NodeMetrics(settings)
        var membership = settings.membershipSettings
        membership.bindPort = sockets.packets.address.port
        framing = Framing(settings, keyring, protocolVersion: membership.protocolVersion)
        membership.reportsProbes = true
        membership.packetOverhead = framing.packetEncoder.overhead
        participant = Participant(
            name: MemberName(settings.name),
            endpoint: sockets.advertised,
            metadata: settings.announcedMetadata,
            settings: membership,
            seed: UInt64.random(in: .min ... .max),
            at: loop.now
        )
        participant.hooks = ParticipantHooks(settings.hooks, clock: wallClock)
        if let pingPong = settings.pingPong {
            let settings = ConversationSettings(
                interval: pingPong.interval,
                answers: pingPong.answers
            )
            conversation = Conversation(settings: settings, at: loop.now)
        }
    }

    /// Announces the node, watches the sockets, and begins to join.
    func begin() throws(Errno) {
        logKeys()
        run(participant.start(at: loop.now))
        conversation?.start(at: loop.now)
        try loop.register(packets.number, for: .read, handler: PacketReader(self))
        try acceptor.begin(for: self)
        publishIfChanged()
        settle()
        let addresses = settings.join + settings.formerMembers
        if !addresses.isEmpty { joinInBackground(addresses) }
        scheduleRejoin()
        publishMetricsPeriodically()
        checkQueuesPeriodically()
    }

    /// Closes everything and ends the thread, without a message to anyone (spec §14).
    func shutDown() {
        for stream in Array(dialogues.values) { stream.abandon(.stopped) }
        for stream in Array(inbound.values) { stream.close() }
        var abandoned = relay
        relay = RelayDesk()
        abandoned.abandonAll()
        calls.shutDown()
        methods.removeAll()
        lanes.shutDown()
        for stream in joins.streams { joinStreamEnded(stream, .failure(.stopped)) }
        acceptor.close(on: loop)
        loop.deregister(packets.number)
        for answer in waitingForLeave { answer.give(.failure(.stopped)) }
        for resume in updates.takeAll() { resume(.failure(.stopped)) }
        for resume in broadcasts.takeAll() { resume(.failure(.stopped)) }
        for answer in pings.values { answer.give(.failure(.stopped)) }
        subscribers.finish()
        resolver.stop()
        loop.stop()
        // What is left in the mailbox finds nobody, and is dropped.
        loop.resident = nil
    }

    // MARK: The end of a turn

    /// Asks for `settle` work when this turn ends; may be called any number of times.
    func settle() {
        guard !isSettling else { return }
        isSettling = true
        loop.atEndOfTurn { [self] in
            isSettling = false
            lanes.flush()
            flushPackets()
            publishIfChanged()
            metrics.healthScore(is: participant.healthScore)
            arm()
        }
    }

    /// Makes what changed visible; whoever is answered is to find it in the snapshot already.
    func publishIfChanged() {
        guard participant.tableVersion != publishedTableVersion else { return }
        publishedTableVersion = participant.tableVersion
        published.publish(makeSnapshot(version: versionBase &+ participant.tableVersion))
        rejoinIfIsolated()
    }

    /// One timer stands for the machines' earliest deadline.
    private func arm() {
        let next = min(
            participant.nextDeadline ?? .distantFuture,
            conversation?.nextDeadline ?? .distantFuture
        )
        guard next < .distantFuture else { return }
        if let armed = armedDeadline {
            // A timer that fires too early finds nothing due and is set anew.
            if armed.at <= next, armed.at > loop.now { return }
            loop.cancel(armed.timer)
        }
        let timer = loop.schedule(at: next) { [weak self] in self?.advance() }
        armedDeadline = (timer, next)
    }

    private func advance() {
        armedDeadline = nil
        let now = loop.now
        // What waits on the socket may be the ack or the refutation that a deadline is about: a
        // process that was stopped reads its mail before it passes judgement.
        receivePackets()
        let begun = MonotonicClock.now
        let rounds = participant.statistics.gossipRounds
        run(participant.advance(to: now))
        if participant.statistics.gossipRounds != rounds {
            metrics.gossipEnded(MonotonicClock.now - begun)
        }
        if let outputs = conversation?.advance(to: now) { converse(outputs) }
        settle()
    }
}
