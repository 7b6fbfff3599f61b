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

    /// What a node with a data directory keeps, and who comes for it.
    static let kept: [CountRule] = [
        CountRule(
            counter("inbox_lost_messages", "Messages that came and could not be kept."),
            "inbox-messages-lost"
        ),
        CountRule(
            counter("inbox_repeated_messages", "Messages that came again and were in the inbox."),
            "inbox-messages-repeated"
        ),
        CountRule(
            gauge("inbox_unstored_messages", "Messages that wait to be stored."),
            "inbox-messages-unstored"
        ),
        CountRule(
            counter("consumer_messages", "Messages of named consumers, by what came of them."),
            by: ["outcome"],
            [
                ("inbox-messages-leased", ["leased"]),
                ("inbox-messages-acknowledged", ["acknowledged"]),
                ("inbox-messages-dead", ["dead"]),
            ]
        ),
        CountRule(
            gauge("consumers_waiting", "Requests of consumers that wait for a message."),
            "consumers-waiting"
        ),
        CountRule(
            counter("outbox_messages", "Copies of durable messages, by what came of them."),
            by: ["outcome"],
            [
                ("outbox-delivered", ["delivered"]), ("outbox-sent", ["sent"]),
                ("outbox-expired", ["expired"]),
            ]
        ),
        CountRule(
            counter("outbox_retries", "Attempts to deliver a durable message that were in vain."),
            "outbox-retries"
        ),
        CountRule(
            gauge("outbox_held_messages", "Copies of durable messages that wait."),
            "outbox-messages"
        ),
        CountRule(
            gauge("outbox_held_bytes", "Bytes of the copies of durable messages that wait."),
            "outbox-bytes"
        ),
        CountRule(
            counter("journal_commits", "Transactions of the journal that are on the disk."),
            "journal-commits"
        ),
        CountRule(
            counter("journal_failures", "Commands that the journal could not carry out."),
            "journal-failures"
        ),
        CountRule(
            gauge("journal_waiting_commands", "Commands that wait for the journal."),
            "journal-commands-waiting"
        ),
        CountRule(
            gauge("journal_log_bytes", "Bytes of the journal's write-ahead log."),
            "journal-log-bytes"
        ),
    ]
}
