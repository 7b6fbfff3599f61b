// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTPServer
import Journal
import Memberlist

/// `POST /send` with `durable`: the message is on the disk before the answer, and goes to its
/// recipients when they are there.
struct DurableSend: Sendable {
    /// How long a message is kept that does not say.
    static let lifetime: Duration = .seconds(24 * 3_600)
    /// How long the journal is given to keep a message.
    static let grace: Duration = .seconds(5)

    let outbox: OutboxDesk
    let receipts: ReceiptDesk
    let order: SendOrder
    let options: SendOptions
    /// By name, each once.
    let recipients: [String]

    /// - Throws: that somebody is unknown, or the message too large.
    init(
        _ order: SendOrder,
        _ options: SendOptions,
        _ outbox: OutboxDesk,
        _ receipts: ReceiptDesk,
        in snapshot: MemberSnapshot
    ) throws(GatewayError) {
        guard order.payload.count <= OutboxParcel.payloadLimit else {
            throw .payloadTooLarge(limit: OutboxParcel.payloadLimit)
        }
        self.order = order
        self.options = options
        self.outbox = outbox
        self.receipts = receipts
        recipients = try Self.names(order.recipients, in: snapshot)
    }

    /// Whoever is named and known, away or not; all others who have not left.
    private static func names(
        _ recipients: Recipients,
        in snapshot: MemberSnapshot
    ) throws(GatewayError) -> [String] {
        switch recipients {
        case .everyoneElse:
            return snapshot.members
                .filter { $0.state != .left && !snapshot.isLocal($0) }
                .map(\.name)
        case .named(let names):
            let unknown = names.filter { snapshot.member(named: $0) == nil }
            guard unknown.isEmpty else { throw .unknownMembers(unknown) }
            var seen: Set<String> = []
            return names.filter { seen.insert($0).inserted }
        }
    }

    func carryOut(_ responder: Responder) -> Reply {
        let id = MessageID.now()
        let message = SentMessage(
            id: id,
            confirm: options.wait ?? .delivered,
            isTold: true,
            copies: recipients.map {
                RecipientResultBody(waitingFor: $0, bytes: order.payload.count)
            }
        )
        // Known before it can be settled, or that would be missed.
        receipts.keep(message)
        let ttl = options.ttl ?? Self.lifetime
        outbox.post(order.payload, to: recipients, as: id, ttl: ttl) { result in
            switch result {
            case .success(.waiting): kept(message, responder)
            case .success(.full(let messages, let bytes)):
                receipts.drop(id)
                let error = GatewayError.outboxFull(messages: messages, bytes: bytes)
                responder.complete { error.response }
            case .failure(let error):
                receipts.drop(id)
                responder.complete { GatewayError.journal(error).response }
            }
        }
        return .later(deadline: order.timeout + Self.grace) {
            GatewayError.journalUnresponsive.response
        }
    }

    /// It is on the disk: answers now, or when it has come as far as was asked for.
    private func kept(_ message: SentMessage, _ responder: Responder) {
        guard options.wait != nil else { return responder.complete { message.answer } }
        let (id, receipts) = (message.id, receipts)
        receipts.wait(for: id) { message in responder.complete { message.answer } }
        outbox.journal.after(order.timeout) {
            guard let message = receipts.stopWaiting(for: id) else { return }
            responder.complete { message.answer }
        }
    }
}
