// SPDX-License-Identifier: Apache-2.0

import PrometheusText

/// What becomes of messages, and of requests that are said twice.
extension CountRules {
    static let sends: [CountRule] = [
        CountRule(
            counter("sends_forgotten", "Messages whose receipts made room for newer ones."),
            "sends-forgotten"
        ),
        CountRule(
            counter("idempotency_keys", "Requests with an Idempotency-Key, by what came of them."),
            by: ["outcome"],
            [
                ("idempotency-keys-claimed", ["claimed"]),
                ("idempotency-keys-replayed", ["replayed"]),
                ("idempotency-keys-refused", ["refused"]),
            ]
        ),
    ]
}
