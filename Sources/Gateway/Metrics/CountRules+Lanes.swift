// SPDX-License-Identifier: Apache-2.0

import PrometheusText

extension CountRules {
    /// Lanes and their connections (docs/lane-protocol.md).
    static let lanes: [CountRule] = [
        CountRule(gauge("lanes_known", "Members that this node has a lane to."), "lanes"),
        CountRule(gauge("lanes_open", "Lanes that a connection carries."), "lanes-open"),
        CountRule(
            counter("lane_connections", "Connections of lanes, by what became of them."),
            by: ["event"],
            [
                ("lane-connections-dialled", ["dialled"]),
                ("lane-connections-answered", ["answered"]),
                ("lane-connections-opened", ["opened"]),
            ]
        ),
        CountRule(
            counter("lane_openings_refused", "Peers whose lane was refused, by reason."),
            prefix: "lane-refused-",
            label: "reason"
        ),
        CountRule(
            counter("lane_connections_ended", "Connections of lanes that ended, by reason."),
            prefix: "lane-ended-",
            label: "reason"
        ),
        CountRule(
            counter("lane_messages", "Messages that were given to lanes, and acknowledged."),
            by: ["event"],
            [("lane-messages-sent", ["sent"]), ("lane-messages-acknowledged", ["acknowledged"])]
        ),
        CountRule(
            counter("lane_transferred_bytes", "Bytes of lanes' connections, by direction."),
            by: ["direction"],
            [("lane-bytes-sent", ["sent"]), ("lane-bytes-received", ["received"])]
        ),
        CountRule(
            counter("lane_repeated_frames", "Frames that came again, and were left out."),
            "lane-frames-repeated"
        ),
    ]
}
