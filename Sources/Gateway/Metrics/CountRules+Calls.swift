// SPDX-License-Identifier: Apache-2.0

import PrometheusText

extension CountRules {
    /// Calls between nodes, and those that applications take over HTTP.
    static let calls: [CountRule] = [
        CountRule(
            counter("calls", "Calls of methods, by who made them: this node, or others."),
            by: ["by"],
            [("calls-made", ["self"]), ("calls-taken", ["others"])]
        ),
        CountRule(
            counter("calls_failed", "Calls of this node that ended without an answer."),
            prefix: "calls-failed-",
            label: "reason"
        ),
        CountRule(
            counter("rpc_calls_ended", "Calls for applications of this node, by how they ended."),
            prefix: "rpc-ended-",
            label: "outcome"
        ),
        CountRule(gauge("rpc_calls_waiting", "Calls that wait for a taker."), "rpc-waiting"),
        CountRule(gauge("rpc_calls_leased", "Calls that a taker has."), "rpc-leased"),
        CountRule(gauge("rpc_bytes", "Bytes of the calls that wait or are leased."), "rpc-bytes"),
    ]
}
