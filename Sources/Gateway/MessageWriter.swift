// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import JSONText
import Journal
import Messaging
import Reactor

extension MessageBody {
    init(_ message: InboxMessage, sequence: UInt64, withPayload: Bool = true) {
        self.init(
            seq: sequence,
            receivedAt: Timestamp.rfc3339(unixMilliseconds: message.receivedAtUnixMilliseconds),
            from: message.sender,
            via: message.carrier.rawValue,
            bytes: message.payload.count,
            key: message.pingPong?.key,
            value: message.pingPong?.value
        )
        guard withPayload else { return }
        text = String(validating: message.payload, as: UTF8.self)
        base64 = Base64.encode(message.payload)
    }
}

/// The bodies of what is received, their members in the order in which people read them.
extension JSONWriter {
    mutating func write(_ body: MessageBody, attempt: Int? = nil) {
        openObject()
        key("seq")
        unsigned(body.seq)
        if let attempt {
            key("attempt")
            integer(attempt)
        }
        member("receivedAt", body.receivedAt)
        key("from")
        if let from = body.from { string(from) } else { null() }
        member("via", body.via)
        key("bytes")
        integer(body.bytes)
        if let key = body.key { member("key", key) }
        if let value = body.value {
            key("value")
            unsigned(value)
        }
        if let text = body.text { member("text", text) }
        if let base64 = body.base64 { member("base64", base64) }
        closeObject()
    }

    mutating func write(_ page: InboxPage) {
        openObject()
        key("messages")
        openArray()
        for entry in page.entries { write(MessageBody(entry.message, sequence: entry.sequence)) }
        closeArray()
        key("next")
        unsigned(page.next)
        key("oldest")
        unsigned(page.oldest)
        key("gap")
        bool(page.gap)
        closeObject()
    }

    mutating func write(_ lease: Lease, to consumer: String, for duration: Duration) {
        openObject()
        member("consumer", consumer)
        key("messages")
        openArray()
        for entry in lease.entries {
            let message = InboxMessage(entry.message)
            write(MessageBody(message, sequence: entry.sequence), attempt: entry.attempt)
        }
        closeArray()
        key("leaseUntil")
        if lease.entries.isEmpty {
            null()
        } else {
            let milliseconds = Int64(duration / .milliseconds(1))
            string(Timestamp.rfc3339(unixMilliseconds: WallClock.milliseconds + milliseconds))
        }
        key("behind")
        unsigned(lease.behind)
        key("lost")
        unsigned(lease.lost)
        key("dead")
        integer(lease.dead)
        closeObject()
    }

    mutating func write(_ body: GapBody) {
        openObject()
        member("reason", body.reason)
        if let first = body.first, let last = body.last {
            key("first")
            unsigned(first)
            key("last")
            unsigned(last)
        }
        closeObject()
    }

    mutating func write(_ body: BroadcastResultBody) {
        openObject()
        member("id", body.id)
        key("bytes")
        integer(body.bytes)
        key("members")
        integer(body.members)
        closeObject()
    }
}
