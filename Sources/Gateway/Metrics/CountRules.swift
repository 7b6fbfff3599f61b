// SPDX-License-Identifier: Apache-2.0

import PrometheusText

/// What `GET /self` counts, as Prometheus is told it.
enum CountRules {
    /// Names that need no rule: the node says the same through swift-metrics, or another family
    /// has it as a sum.
    static let toldElsewhere: Set = [
        // memberlist's own metrics.
        "packet-bytes-received", "packet-bytes-sent", "stream-bytes-sent", "streams-accepted",
        "push-pulls-dialled", "alive-accepted", "suspect-accepted", "dead-accepted",
        "probes-degraded", "suspicion-timeouts-degraded", "push-pull-state-bytes",
        "quarantined-packet-sources", "quarantined-stream-sources",
        // Sums over the outcomes of copies.
        "messages-sent", "messages-failed",
        // Sums over the statuses of requests, and one of the reasons of malformed ones.
        "http-requests", "http-timeouts", "http-responses-1xx", "http-responses-2xx",
        "http-responses-3xx", "http-responses-4xx", "http-responses-5xx",
    ]
    /// The node says these through swift-metrics too, by reason.
    static let droppedPrefix = "dropped-"

    static func isTold(_ name: String) -> Bool {
        toldElsewhere.contains(name) || name.hasPrefix(droppedPrefix)
            || all.contains { $0.covers(name) }
    }

    static let all = wire + detection + members + messages + lanes + sends + kept + calls + depths

    // MARK: What peers and this node say to each other

    private static let wire: [CountRule] = [
        CountRule(
            counter("gossip_packets", "Packets, by direction."),
            by: ["direction"],
            [("packets-received", ["received"]), ("packets-sent", ["sent"])]
        ),
        CountRule(
            counter("gossip_messages", "Messages by type, direction and carrier."),
            by: ["direction", "carrier", "type"],
            gossip(
                "packet",
                [
                    "ping", "indirect-ping", "ack", "nack", "suspect", "alive", "dead", "user",
                    "compound",
                ]
            ) + gossip("stream", ["push-pull", "user", "ping", "ack", "error"])
        ),
        CountRule(
            counter("gossip_stream_received_bytes", "Bytes that came over streams."),
            "stream-bytes-received"
        ),
        CountRule(
            counter("gossip_streams_dialled", "Streams that this node opened."),
            "streams-dialled"
        ),
        CountRule(
            counter(
                "gossip_streams_failed",
                "Push/pulls and stream pings of this node that failed."
            ),
            "streams-failed"
        ),
        CountRule(
            counter("gossip_streams_cut", "Streams of peers that came to no good end, by reason."),
            by: ["reason"],
            [
                ("streams-refused", ["too-many"]), ("streams-timed-out", ["timed-out"]),
                ("streams-reset", ["reset"]),
            ]
        ),
        CountRule(
            counter("push_pulls_answered", "Push/pulls of peers that were answered."),
            "push-pulls-answered"
        ),
        CountRule(counter("merges", "States of peers that were merged."), "merges"),
        CountRule(
            counter("merges_refused", "States of peers that were refused as a whole."),
            "merges-refused"
        ),
        CountRule(
            counter("quarantines", "Times a source of nonsense was put into quarantine."),
            "quarantines"
        ),
    ]

    private static func gossip(
        _ carrier: String,
        _ types: [String]
    ) -> [(name: String, values: [String])] {
        ["received", "sent"].flatMap { direction in
            types.map { ("\(direction)-\(carrier)-\($0)", [direction, carrier, $0]) }
        }
    }

    // MARK: Who is well

    private static let detection: [CountRule] = [
        CountRule(counter("probes", "Probes that were begun."), "probes"),
        CountRule(
            counter("probe_outcomes", "Probes by how they ended."),
            by: ["outcome"],
            [
                ("acks-direct", ["direct"]), ("acks-late", ["late"]),
                ("probes-saved-by-stream", ["stream"]), ("probes-failed", ["failed"]),
            ]
        ),
        CountRule(
            counter("relays_served", "Pings that were sent on behalf of other members."),
            "relays-served"
        ),
        CountRule(
            counter("refutations", "Accusations against this node that it answered."),
            "refutations"
        ),
        CountRule(counter("suspicions", "Suspicions that began here."), "suspicions"),
        CountRule(
            counter("suspicion_confirmations", "Further accusers of those who were suspect."),
            "suspicion-confirmations"
        ),
        CountRule(
            counter("suspicion_timeouts", "Suspicions whose time ran out here."),
            "suspicion-timeouts"
        ),
        CountRule(
            counter("pauses", "Times this node noticed that it had been stopped for a while."),
            "pauses"
        ),
        CountRule(
            counter("gossip_rounds", "Rounds of gossip that had something to tell."),
            "gossip-rounds"
        ),
    ]

    // MARK: Who is there

    private static let members: [CountRule] = [
        CountRule(
            counter(
                "members_forgotten",
                "Members dead or gone for so long that they were forgotten."
            ),
            "members-forgotten"
        ),
        CountRule(
            counter("members_refused", "Members that were not let in, by reason."),
            prefix: "refused-member-",
            label: "reason"
        ),
        CountRule(
            counter("reconnects", "Dead members that were asked whether they live."),
            "reconnects"
        ),
        CountRule(
            counter("rejoins", "Times that addresses of the join list were dialled again."),
            "rejoins"
        ),
        CountRule(
            counter("name_conflicts", "Times that two nodes with one name were reported."),
            "name-conflicts"
        ),
        CountRule(
            counter(
                "alive_conflicts",
                "Alive messages that claim a known name for another address."
            ),
            "alive-conflicts"
        ),
        CountRule(
            counter("name_takeovers", "Claims to the name of a dead member, by verdict."),
            by: ["verdict"],
            [("name-takeovers", ["granted"]), ("name-takeovers-refused", ["refused"])]
        ),
        CountRule(
            counter(
                "outdated_alive_answered",
                "Outdated alive messages answered with the accusation."
            ),
            "outdated-alive-answered"
        ),
    ]

    // MARK: Messages of applications

    private static let messages: [CountRule] = [
        CountRule(
            counter("message_copies", "Copies of messages, one for each recipient, by outcome."),
            by: ["carrier", "outcome"],
            copies("stream") + copies("lane")
                + [
                    ("copies-packet-sent", ["packet", "sent"]),
                    ("copies-local-sent", ["local", "sent"]),
                ]
        ),
        CountRule(
            counter("message_sent_bytes", "Bytes of the messages in copies that were sent."),
            "message-bytes-sent"
        ),
        CountRule(
            counter("messages_received", "Messages of applications that came, by carrier."),
            by: ["carrier"],
            [
                ("user-packets-received", ["packet"]), ("user-streams-received", ["stream"]),
                ("lane-messages-received", ["lane"]),
            ]
        ),
        CountRule(counter("broadcasts", "Broadcasts that were queued."), "user-broadcasts"),
        CountRule(
            counter("broadcast_repeats_dropped", "Broadcasts that came again and were not shown."),
            "broadcast-repeats-dropped"
        ),
        CountRule(
            counter("subscription_lost_events", "Events that readers within the process lost."),
            "events-lost"
        ),
        CountRule(
            counter("inbox_messages", "Messages that were put into the inbox."),
            "inbox-messages-received"
        ),
        CountRule(
            counter("inbox_forgotten_messages", "Messages that fell out of the inbox."),
            "inbox-messages-forgotten"
        ),
        CountRule(
            counter("event_log_forgotten_events", "Events that fell out of the log of events."),
            "events-forgotten"
        ),
        CountRule(
            gauge("idempotency_held_keys", "Idempotency keys that are remembered."),
            "idempotency-keys"
        ),
        CountRule(
            gauge("sends_remembered", "Messages whose receipts are remembered."),
            "sends-remembered"
        ),
        CountRule(
            gauge("sends_remembered_bytes", "Bytes of the receipts that are remembered, about."),
            "sends-remembered-bytes"
        ),
        CountRule(gauge("inbox_held_messages", "Messages in the inbox."), "inbox-messages"),
        CountRule(gauge("inbox_held_bytes", "Bytes of the messages in the inbox."), "inbox-bytes"),
        CountRule(gauge("event_log_held_events", "Events in the log."), "event-log-events"),
        CountRule(
            gauge("event_log_held_bytes", "Bytes of the events in the log."),
            "event-log-bytes"
        ),
    ]

    private static func copies(_ carrier: String) -> [(name: String, values: [String])] {
        [
            "sent", "timed-out", "connection-refused", "unreachable", "connection-lost",
            "unusable-address", "overloaded", "unconfirmed", "node-stopped",
        ].map { ("copies-\(carrier)-\($0)", [carrier, $0]) }
    }

    // MARK: What waits

    private static let depths: [CountRule] = [
        CountRule(
            gauge("queue_depth", "How many are waiting or under way, by what they are."),
            by: ["queue"],
            [
                "broadcasts", "user-broadcasts", "calls", "inbound-streams", "outbound-streams",
                "messages-waiting", "messages-under-way", "message-lanes",
                "lane-copies-under-way", "pings", "push-pulls", "suspicions",
            ].map { ($0, [$0]) }
        ),
        CountRule(
            gauge("inbound_stream_bytes", "Bytes held by streams of peers that are being read."),
            "inbound-stream-bytes"
        ),
        CountRule(
            counter("http_connections_accepted", "HTTP connections that were accepted."),
            "http-connections-accepted"
        ),
        CountRule(
            counter("http_connections_refused", "HTTP connections told 503 or closed, by reason."),
            by: ["reason"],
            [
                ("http-connections-refused", ["too-many"]),
                ("http-connections-refused-for-address", ["too-many-from-address"]),
            ]
        ),
        CountRule(
            counter("http_connections_cut", "HTTP connections closed without a word, by reason."),
            by: ["reason"],
            [
                ("http-idle-timeouts", ["idle"]), ("http-write-stalls", ["write-stall"]),
                ("http-bodies-cut-off", ["unread-body"]),
            ]
        ),
        CountRule(
            counter("http_accept_failures", "Times no connection could be accepted."),
            "http-accept-failures"
        ),
        CountRule(
            counter(
                "http_pipelines_held",
                "Times a client's requests waited until it took answers."
            ),
            "http-pipelines-held"
        ),
        CountRule(
            counter("http_malformed_requests", "What was refused as no request, by reason."),
            prefix: "http-faults-",
            label: "reason"
        ),
        CountRule(
            counter("proxy_requests", "Requests of clients for applications beside members."),
            "proxy-requests"
        ),
        CountRule(
            counter("proxy_requests_failed", "Those that got no whole answer of an application."),
            "proxy-requests-failed"
        ),
        CountRule(
            counter("proxy_served", "Requests of members for the application beside this node."),
            "proxy-served"
        ),
        CountRule(
            counter("proxy_served_failed", "Those without a whole answer, by reason."),
            by: ["reason"],
            [("proxy-served-refused", ["not-allowed"]), ("proxy-served-failed", ["failed"])]
        ),
        CountRule(gauge("http_connections", "HTTP connections open now."), "http-connections"),
        CountRule(gauge("http_parked_requests", "Requests that wait for news."), "http-parked"),
        CountRule(gauge("http_streams", "Streams of events open now."), "http-streams"),
    ]

    static func counter(_ name: String, _ help: String) -> MetricDescription {
        MetricDescription("pingd_\(name)_total", .counter, help)
    }

    static func gauge(_ name: String, _ help: String) -> MetricDescription {
        MetricDescription("pingd_\(name)", .gauge, help)
    }
}
