// SPDX-License-Identifier: Apache-2.0

package import Determinism
import Membership
import Wire

/// Many participants on one virtual clock and one bad network, all chance from one seed.
///
/// The driver that a real node would have is played here: sockets' buffers, streams with their
/// timeouts, joining, and joining again when nobody is left. After every event the ``Checker``
/// looks at who was touched.
package struct Cluster: Sendable {
    enum Event: Sendable {
        case start(Int)
        case wake(Int)
        case delivery(Delivery, to: Int)
        case rejoin(Int, life: Int)
        case window(Int, slowness: Int)
        indirect case fault(Fault, number: Int)
        /// A node that has left, or could not say so for long, is ended.
        case end(Int, life: Int)
    }

    package let settings: ClusterSettings
    package internal(set) var nodes: [SimulatedNode] = []
    package internal(set) var now = Instant.origin
    package internal(set) var counts = ClusterCounts()
    package internal(set) var trace: Trace
    package internal(set) var checker: Checker
    package internal(set) var network: VirtualNetwork
    /// Told of every change that a node reports, with the time; for measurements.
    package internal(set) var changes: [ObservedChange] = []
    /// Whether `changes` is filled.
    package var keepsChanges = false
    /// Whose changes are kept, if not everybody's.
    package var watched: Set<Int>?
    let framing: Framing
    var memory = MessageMemory()
    /// Of packets without layers.
    var rumours: RumourBook
    /// Of packets without layers.
    var beliefs: Beliefs
    var random: SplitMix64
    var agenda = EventHeap<Event>()
    var slownesses = 0

    package init(_ settings: ClusterSettings, seed: UInt64) {
        self.settings = settings
        random = SplitMix64(seed: seed)
        network = VirtualNetwork(weather: settings.weather, seed: random.next())
        trace = Trace(keepsLines: settings.keepsLines)
        checker = Checker(settings)
        framing = Framing(settings.carriage)
        let numbered = settings.carriage == .values ? settings.nodes : 0
        beliefs = Beliefs(nodes: numbered)
        rumours = RumourBook(nodes: numbered)
        nodes.reserveCapacity(settings.nodes)
        for number in 0..<settings.nodes {
            nodes.append(
                SimulatedNode(
                    number: number,
                    endpoint: SimulatedNode.endpoint(number),
                    participant: makeParticipant(number, life: 0)
                )
            )
            let delay = number == 0 ? .zero : random.part(of: settings.startSpread)
            agenda.push(.start(number), at: now + delay)
        }
        if settings.startsAcquainted { introduceAll() }
        for (number, step) in settings.plan.steps.enumerated() {
            agenda.push(.fault(step.fault, number: number), at: step.at)
        }
    }

    private mutating func introduceAll() {
        let everyone = nodes.map(\.participant.local)
        for number in nodes.indices { nodes[number].participant.adopt(everyone) }
    }

    /// Lets time pass, until everything due by `end` has happened or something does not hold.
    package mutating func run(to end: Instant) {
        while checker.violations.isEmpty, let (at, event) = agenda.pop(by: end) {
            now = at
            counts.events += 1
            happen(event)
        }
        if checker.violations.isEmpty { now = max(now, end) }
    }

    /// A new process under the name and address of `number`, which knows nothing.
    mutating func makeParticipant(_ number: Int, life: Int) -> Participant {
        var membership = settings.membership
        membership.packetOverhead = framing.overhead
        return Participant(
            name: SimulatedNode.name(number),
            endpoint: SimulatedNode.endpoint(number),
            metadata: [UInt8(truncatingIfNeeded: life)],
            settings: membership,
            seed: random.next(),
            numbers: framing.carriage == .values ? rumours.numbers(of: number) : nil,
            at: now
        )
    }

    private mutating func happen(_ event: Event) {
        switch event {
        case .start(let number): start(number)
        case .wake(let number): wake(number)
        case .delivery(let delivery, let number): arrive(delivery, at: number)
        case .rejoin(let number, let life): rejoin(number, life: life)
        case .window(let number, let slowness): window(number, slowness: slowness)
        case .fault(let fault, let number): disturb(fault, number: number)
        case .end(let number, let life):
            if nodes[number].life == life, nodes[number].participant.isLeaving {
                stop(number, hasLeft: true)
            }
        }
    }

    /// One call into a participant, its outputs carried out, everything about it checked.
    mutating func act(
        _ number: Int,
        _ call: (inout Participant, Instant) throws -> [Output]
    ) rethrows {
        let outputs = try call(&nodes[number].participant, now + nodes[number].clockAhead)
        for output in outputs { carryOut(output, of: number) }
        check(number)
    }

    /// Looks at what a node has become, and sees to it that it is called again.
    mutating func check(_ number: Int) {
        let vitals = nodes[number].participant.vitals()
        checker.looked(
            at: number,
            claiming: vitals.incarnation,
            members: vitals.memberCount,
            broadcasts: vitals.queuedBroadcasts,
            now: now
        )
        follow(number, revisions: vitals.revisions, word: vitals.number)
        plan(number, vitals.nextDeadline)
        guard settings.checksEvery > 0, counts.events.isMultiple(of: settings.checksEvery) else {
            return
        }
        nodes[number].participant.checkInvariants()
    }

    /// Sees to it that the node is called at its next deadline.
    mutating func plan(_ number: Int) {
        plan(number, nodes[number].participant.vitals().nextDeadline)
    }

    private mutating func plan(_ number: Int, _ deadline: Instant?) {
        guard nodes[number].isUp, !nodes[number].isPaused, let deadline else { return }
        let due = max(now, deadline - nodes[number].clockAhead)
        if let planned = nodes[number].wakeAt, planned <= due { return }
        nodes[number].wakeAt = due
        agenda.push(.wake(number), at: due)
    }

    private mutating func wake(_ number: Int) {
        // One that was planned before an earlier one, or before a pause, is void.
        guard nodes[number].wakeAt == now else { return }
        nodes[number].wakeAt = nil
        guard nodes[number].isUp, !nodes[number].isPaused else { return }
        act(number) { $0.advance(to: $1) }
    }
}

// MARK: - Life and joining

extension Cluster {
    mutating func start(_ number: Int) {
        guard !nodes[number].isUp else { return }
        if nodes[number].life > 0 {
            nodes[number].participant = makeParticipant(number, life: nodes[number].life)
        }
        nodes[number].life += 1
        nodes[number].isUp = true
        nodes[number].hasLeft = false
        nodes[number].wakeAt = nil
        record(number, .starts, nodes[number].life)
        checker.started(number)
        beliefs.forget(number)
        act(number) { $0.start(at: $1) }
        rejoin(number, life: nodes[number].life)
    }

    mutating func stop(_ number: Int, hasLeft: Bool) {
        guard nodes[number].isUp else { return }
        nodes[number].isUp = false
        nodes[number].hasLeft = hasLeft
        nodes[number].isPaused = false
        nodes[number].slowness = nil
        nodes[number].wakeAt = nil
        nodes[number].inbox = []
        nodes[number].outbox = []
        nodes[number].openStreams = []
    }

    /// Dials the whole join list while the node sees nobody else alive, as a driver does, and now
    /// and then those of the list whom it does not see, if the settings say so.
    private mutating func rejoin(_ number: Int, life: Int) {
        guard nodes[number].isUp, nodes[number].life == life else { return }
        guard !nodes[number].participant.isLeaving else { return }
        let pause = Duration.seconds(2)
        agenda.push(.rejoin(number, life: life), at: now + pause + random.part(of: pause))
        let company = nodes[number].participant.livingOthers()
        let isTime =
            settings.rejoinInterval > .zero
            && now - nodes[number].joinedAt
                > settings.rejoinInterval
        guard company == 0 || isTime, !nodes[number].isPaused else { return }
        nodes[number].joinedAt = now
        for other in 0..<min(settings.joinList, nodes.count) where other != number {
            guard view(number, of: other) != .alive else { continue }
            record(number, .joins, other)
            act(number) { $0.join(SimulatedNode.endpoint(other), at: $1) }
        }
    }

    mutating func record(
        _ number: Int,
        _ verb: TraceEntry.Verb,
        _ other: Int,
        amount: Int = 0,
        digest: UInt64 = 0
    ) {
        trace.record(
            TraceEntry(
                at: now,
                node: number,
                verb: verb,
                other: other,
                amount: amount,
                digest: digest
            )
        )
    }
}
