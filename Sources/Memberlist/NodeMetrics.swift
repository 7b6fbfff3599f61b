// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership
import Metrics
import Reactor
import Wire

/// memberlist's metrics (spec §21), handed to whatever backend the program has chosen.
///
/// The node's own counts are plain numbers; what they grew by goes out every few seconds, so that
/// a packet costs no metrics call.
struct NodeMetrics {
    static let interval = Duration.seconds(5)

    private let udpReceived = Counter(label: "memberlist.udp.received")
    private let udpSent = Counter(label: "memberlist.udp.sent")
    private let tcpAccept = Counter(label: "memberlist.tcp.accept")
    private let tcpConnect = Counter(label: "memberlist.tcp.connect")
    private let alive = Counter(label: "memberlist.msg.alive")
    private let suspect = Counter(label: "memberlist.msg.suspect")
    private let dead = Counter(label: "memberlist.msg.dead")
    private let degradedProbe = Counter(label: "memberlist.degraded.probe")
    private let degradedTimeout = Counter(label: "memberlist.degraded.timeout")
    private let healthScore = Gauge(label: "memberlist.health.score")
    private let broadcasts = Gauge(label: "memberlist.queue.broadcasts")
    private let instances = MemberState.metricNames.map { state in
        Gauge(label: "memberlist.node.instances", dimensions: [("node_state", state)])
    }
    private var told: [UInt64] = []

    /// Tells the backend what the counts grew by since the last time.
    mutating func publish(_ node: NodeLoop) {
        let statistics = node.participant.statistics
        let counts: [(Counter, UInt64)] = [
            (udpReceived, node.counters[.packetBytesReceived]),
            (udpSent, node.counters[.packetBytesSent]),
            (tcpAccept, node.counters[.streamsAccepted]),
            (tcpConnect, node.counters[.streamsDialled]),
            (alive, UInt64(clamping: statistics.aliveAccepted)),
            (suspect, UInt64(clamping: statistics.suspectAccepted)),
            (dead, UInt64(clamping: statistics.deadAccepted)),
            (degradedProbe, UInt64(clamping: statistics.degradedProbes)),
            (degradedTimeout, UInt64(clamping: statistics.degradedTimeouts)),
        ]
        if told.isEmpty { told = Array(repeating: 0, count: counts.count) }
        for (index, (counter, value)) in counts.enumerated() where value > told[index] {
            counter.increment(by: value - told[index])
            told[index] = value
        }
        healthScore.record(node.participant.healthScore)
        broadcasts.record(node.participant.queuedBroadcasts)
        for (gauge, state) in zip(instances, MemberState.allCases) {
            gauge.record(node.participant.count(of: state))
        }
    }
}

extension MemberState {
    /// The values of `node_state`, in the order of `allCases`.
    fileprivate static let metricNames = allCases.map { "\($0)" }
}

extension NodeLoop {
    func publishMetricsPeriodically() {
        metrics.publish(self)
        loop.schedule(at: loop.now + NodeMetrics.interval) { [weak self] in
            self?.publishMetricsPeriodically()
        }
    }
}
