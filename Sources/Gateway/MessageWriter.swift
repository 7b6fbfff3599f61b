// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import JSONText
import Messaging

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
    mutating func write(_ body: MessageBody) {
        openObject()
        key("seq")
        unsigned(body.seq)
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
