// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import Journal
import Memberlist
import Reactor

extension RecipientResultBody {
    /// A copy that has just been put into the outbox.
    init(waitingFor recipient: String, bytes: Int) {
        self.init(
            to: recipient,
            status: DeliveryStatus.queued.rawValue,
            via: "outbox",
            bytes: bytes,
            ms: 0
        )
    }

    /// What has become of a copy now.
    init(_ message: OutboxMessage, _ fate: OutboxFate) {
        self.init(message.message, message.recipient, message.payload.count, fate)
        ms = MessageID.age(of: message.message)
    }

    /// What is known of a copy; how long that took is not.
    init(_ copy: OutboxCopy) {
        self.init(copy.message, copy.recipient, copy.bytes, copy.fate)
    }

    private init(_ id: String, _ recipient: String, _ bytes: Int, _ fate: OutboxFate) {
        self.init(waitingFor: recipient, bytes: bytes)
        switch fate {
        case .waiting: break
        case .delivered:
            status = DeliveryStatus.delivered.rawValue
            via = MessagePath.lane.rawValue
            confirmable = true
        case .sent:
            status = DeliveryStatus.sent.rawValue
            via = MessagePath.stream.rawValue
            confirmable = false
        case .expired:
            fail("expired", "the time of the message was over before the member had it")
        case .failed: fail("given-up", "the message was given up")
        }
    }

    private mutating func fail(_ code: String, _ sentence: String) {
        status = DeliveryStatus.failed.rawValue
        error = sentence
        self.code = code
    }
}
