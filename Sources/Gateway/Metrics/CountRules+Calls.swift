// SPDX-License-Identifier: Apache-2.0

import PrometheusText

extension CountRules {
    /// Calls that applications take over HTTP.
    static let calls: [CountRule] = [
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
