// SPDX-License-Identifier: Apache-2.0

package import PrometheusText

extension MetricsRegistry {
    /// One that knows what a node reports through swift-metrics, and says it in base units.
    ///
    /// For `NodeSettings.metricsFactory`, and then for the gateway that offers the node.
    package static func forNode() -> MetricsRegistry { MetricsRegistry(nodeCatalogue) }

    /// By the names that memberlist has for them; those of our own are `probe.roundTrip`,
    /// `quarantine` and `dropped`.
    static let nodeCatalogue: [String: MetricDescription] = {
        let all: [(String, MetricDescription)] = [
            ("udp.received", counter("udp_received_bytes", "Bytes of packets that came.")),
            ("udp.sent", counter("udp_sent_bytes", "Bytes of packets that were sent.")),
            ("tcp.accept", counter("tcp_accept", "Streams that peers opened.")),
            ("tcp.connect", counter("tcp_connect", "Push/pulls for which a peer was dialled.")),
            ("tcp.sent", counter("tcp_sent_bytes", "Bytes that went out over streams.")),
            ("msg.alive", counter("msg_alive", "Alive messages that changed the member table.")),
            (
                "msg.suspect",
                counter("msg_suspect", "Suspect messages that changed the member table.")
            ),
            ("msg.dead", counter("msg_dead", "Dead messages that changed the member table.")),
            (
                "degraded.probe",
                counter("degraded_probe", "Probes begun while this node was not quite well.")
            ),
            (
                "degraded.timeout",
                counter(
                    "degraded_timeout",
                    "Suspicions whose time ran out with fewer confirmations than wanted."
                )
            ),
            (
                "dropped",
                counter("dropped", "What came and was dropped, or could not be sent, by reason.")
            ),
            (
                "health.score",
                gauge("health_score", "Lifeguard's local health: 0 is well, higher is worse.")
            ),
            (
                "size.local",
                gauge("size_local_bytes", "Size of the state last told in a push/pull.")
            ),
            ("node.instances", gauge("node_instances", "Members by their state.")),
            ("quarantine", gauge("quarantine", "Sources of nonsense that are not heard now.")),
            (
                "size.remote",
                histogram("size_remote_bytes", "Sizes of the states that peers told.", .bytes)
            ),
            (
                "queue.broadcasts",
                histogram(
                    "queue_broadcasts",
                    "Broadcasts that waited, looked at now and then.",
                    .counts
                )
            ),
            (
                "probeNode",
                histogram("probe_node_seconds", "From the first ping to the verdict.", .seconds)
            ),
            (
                "probe.roundTrip",
                histogram(
                    "probe_round_trip_seconds",
                    "From a ping to its ack, when that came directly and in time.",
                    .seconds
                )
            ),
            (
                "gossip",
                histogram("gossip_seconds", "What making up a round of gossip took.", .work)
            ),
            (
                "pushPullNode",
                histogram(
                    "push_pull_node_seconds",
                    "From dialling a peer to its answer in a push/pull.",
                    .seconds
                )
            ),
        ]
        return Dictionary(uniqueKeysWithValues: all.map { ("memberlist.\($0)", $1) })
    }()

    private static func counter(_ name: String, _ help: String) -> MetricDescription {
        MetricDescription("memberlist_\(name)_total", .counter, help)
    }

    private static func gauge(_ name: String, _ help: String) -> MetricDescription {
        MetricDescription("memberlist_\(name)", .gauge, help)
    }

    private static func histogram(
        _ name: String,
        _ help: String,
        _ bounds: BucketBounds
    ) -> MetricDescription {
        MetricDescription("memberlist_\(name)", .histogram, help, bounds: bounds)
    }
}

extension BucketBounds {
    /// For what takes microseconds: from 10 µs to 100 ms.
    fileprivate static let work = BucketBounds([0.000_01, 0.000_1, 0.001, 0.01, 0.1])
}
