// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership
import Metrics
import Reactor
import Wire

/// memberlist's metrics (spec §21), handed to whatever backend the program has chosen.
///
/// The node's own counts are plain numbers; what they grew by goes out every few seconds, so that
/// a packet costs no metrics call. Where the reference is of no use we differ: `size.local` and
/// `size.remote` are the bytes of the state's whole frame, encrypted or not.
struct NodeMetrics {
    static let interval = Duration.seconds(5)

    private let counters: [Counter]
    /// What the counters have been told, in their order.
    private var told: [UInt64]
    private let health: Gauge
    private var toldHealth: Int?
    private let localSize: Gauge
    private let remoteSize: Recorder
    private let broadcasts: Recorder
    /// In the order of `MemberState.allCases`.
    private let instances: [Gauge]
    private let probe: Timer
    private let roundTrip: Timer
    private let gossip: Timer
    private let pushPull: Timer
    private var drops: DropMetrics

    init(_ settings: NodeSettings) {
        let factory = settings.metricsFactory ?? MetricsSystem.factory
        let labels = settings.metricLabels.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        func name(_ suffix: String) -> String { "memberlist.\(suffix)" }
        func gauge(_ suffix: String, _ more: [(String, String)] = []) -> Gauge {
            Gauge(label: name(suffix), dimensions: labels + more, factory: factory)
        }
        func sample(_ suffix: String) -> Recorder {
            Recorder(label: name(suffix), dimensions: labels, aggregate: true, factory: factory)
        }
        func timer(_ suffix: String) -> Timer {
            Timer(label: name(suffix), dimensions: labels, factory: factory)
        }
        counters = Self.counted.map { suffix, _ in
            Counter(label: name(suffix), dimensions: labels, factory: factory)
        }
        told = Array(repeating: 0, count: Self.counted.count)
        health = gauge("health.score")
        localSize = gauge("size.local")
        remoteSize = sample("size.remote")
        broadcasts = sample("queue.broadcasts")
        instances = MemberState.allCases.map { gauge("node.instances", [("node_state", "\($0)")]) }
        probe = timer("probeNode")
        roundTrip = timer("probe.roundTrip")
        gossip = timer("gossip")
        pushPull = timer("pushPullNode")
        drops = DropMetrics(factory, labels)
    }

    /// The counters, and where their values come from.
    private static let counted: [(suffix: String, value: @Sendable (NodeLoop) -> UInt64)] = [
        ("udp.received", { $0.counters[.packetBytesReceived] }),
        ("udp.sent", { $0.counters[.packetBytesSent] }),
        ("tcp.accept", { $0.counters[.streamsAccepted] }),
        ("tcp.connect", { $0.counters[.pushPullsDialled] }),
        ("tcp.sent", { $0.counters[.streamBytesSent] }),
        ("msg.alive", { UInt64(clamping: $0.participant.statistics.aliveAccepted) }),
        ("msg.suspect", { UInt64(clamping: $0.participant.statistics.suspectAccepted) }),
        ("msg.dead", { UInt64(clamping: $0.participant.statistics.deadAccepted) }),
        ("degraded.probe", { UInt64(clamping: $0.participant.statistics.degradedProbes) }),
        ("degraded.timeout", { UInt64(clamping: $0.participant.statistics.degradedTimeouts) }),
    ]

    /// Tells the backend what the counts grew by since the last time, and who there is.
    mutating func publish(_ node: NodeLoop) {
        for (index, (_, value)) in Self.counted.enumerated() {
            let present = value(node)
            guard present > told[index] else { continue }
            counters[index].increment(by: Int64(clamping: present - told[index]))
            told[index] = present
        }
        drops.publish(node)
        record(node.participant)
    }

    private func record(_ participant: Participant) {
        for (gauge, state) in zip(instances, MemberState.allCases) {
            gauge.record(participant.count(of: state))
        }
    }

    /// Told after every turn; passed on when it is news.
    mutating func healthScore(is score: Int) {
        guard score != toldHealth else { return }
        toldHealth = score
        health.record(score)
    }

    /// The own state was sent.
    func sent(stateBytes: Int, of participant: Participant) {
        localSize.record(stateBytes)
        record(participant)
    }

    /// Another's state came.
    func received(stateBytes: Int) { remoteSize.record(stateBytes) }

    func sampled(broadcasts count: Int) { broadcasts.record(count) }

    /// A probe has ended, with whatever verdict.
    func probeEnded(_ duration: Duration) { probe.recordNanoseconds(duration.nanoseconds) }

    /// A direct ack came in time; memberlist has no metric for how soon.
    func probeAnswered(_ duration: Duration) { roundTrip.recordNanoseconds(duration.nanoseconds) }

    /// A round of gossip was made up and handed to the outbox.
    func gossipEnded(_ duration: Duration) { gossip.recordNanoseconds(duration.nanoseconds) }

    /// A push/pull that this node began was answered.
    func pushPullEnded(_ duration: Duration) { pushPull.recordNanoseconds(duration.nanoseconds) }
}

extension NodeLoop {
    func publishMetricsPeriodically() {
        metrics.publish(self)
        loop.schedule(at: loop.now + NodeMetrics.interval) { [weak self] in
            self?.publishMetricsPeriodically()
        }
    }

    /// Samples the queue of broadcasts (memberlist's QueueCheckInterval).
    func checkQueuesPeriodically() {
        guard settings.queueCheckInterval > .zero else { return }
        loop.schedule(at: loop.now + settings.queueCheckInterval) { [weak self] in
            guard let self else { return }
            let waiting = participant.queuedBroadcasts + participant.queuedUserBroadcasts
            metrics.sampled(broadcasts: waiting)
            checkQueuesPeriodically()
        }
    }
}
