// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTP1
import HTTPServer
import Journal
import Memberlist
import Reactor

/// `POST /send`: one message to one, several or all other members; `GET /send/{id}`: what became
/// of it.
struct SendRoute: Sendable {
    /// How much longer than the order's timeout the node is given to say what became of it.
    private static let grace: Duration = .seconds(2)

    let access: NodeAccess
    let receipts: ReceiptDesk
    let keys: IdempotencyDesk
    /// `nil` where there is no journal.
    let outbox: OutboxDesk?

    func add(to router: inout Router) {
        router.on(.post, "/send", for: .send) { request, responder in
            Reply { () throws(GatewayError) in try send(request, responder) }
        }
        router.on(.get, "/send/{id}", for: .read) { request, responder in
            Reply { () throws(GatewayError) in try report(request, responder) }
        }
    }

    private func report(_ request: Request, _ responder: Responder) throws(GatewayError) -> Reply {
        for pair in request.query.pairs { throw .unknownParameter(pair.name) }
        let id = request.parameters["id"] ?? ""
        if let message = receipts[id] { return .now(message.report) }
        // What an earlier process has posted is known to the journal alone.
        guard let outbox else { throw .noSuchMessage(id) }
        outbox.journal.perform(.copies(of: id), at: WallClock.milliseconds) { result in
            responder.complete(with: result) { copies in
                guard !copies.isEmpty else { return GatewayError.noSuchMessage(id).response }
                return SentMessage(
                    id: id,
                    confirm: .delivered,
                    isTold: true,
                    copies: copies.map { RecipientResultBody($0) }
                ).report
            }
        }
        return .later(deadline: DurableSend.grace) { GatewayError.journalUnresponsive.response }
    }

    private func send(_ request: Request, _ responder: Responder) throws(GatewayError) -> Reply {
        let wanted = try SendRequest(request)
        var order = wanted.order
        order.recipients = try wanted.recipients.resolved { access.snapshot() }
        if wanted.options.durable {
            guard let outbox else { throw .noJournal }
            let send = try DurableSend(
                order,
                wanted.options,
                outbox,
                receipts,
                in: access.snapshot()
            )
            let patience = order.timeout + DurableSend.grace
            return try keys.once(request, responder, patience: patience) { send.carryOut($0) }
        }
        // Whoever says how far a message is to be followed wants to hear of it.
        let isTold = wanted.options.wait != nil
        guard request.fields.contains(RequestKey.field) else {
            return carry(out: order, isTold: isTold, responder)
        }
        return try keys.once(
            request,
            responder,
            patience: order.timeout + Self.grace
        ) { [order] responder in
            carry(out: order, isTold: isTold, responder)
        }
    }

    private func carry(out order: SendOrder, isTold: Bool, _ responder: Responder) -> Reply {
        let id = MessageID.now()
        var order = order
        order.progress = { [receipts] index, delivery in
            receipts.update(id, index, RecipientResultBody(delivery))
        }
        let confirm = order.confirm
        access.send(order) { [receipts] result in
            switch result {
            case .failure(let error):
                responder.complete { GatewayError(error).response }
            case .success(let deliveries):
                let message = SentMessage(
                    id: id,
                    confirm: confirm,
                    isTold: isTold,
                    copies: deliveries.map { RecipientResultBody($0) }
                )
                receipts.keep(message)
                responder.complete { message.answer }
            }
        }
        return .later(deadline: order.timeout + Self.grace) {
            GatewayError.nodeUnresponsive.response
        }
    }
}
