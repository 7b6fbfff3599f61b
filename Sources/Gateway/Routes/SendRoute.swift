// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTP1
import HTTPServer
import JSONText
import Memberlist

/// `POST /send`: one message to one, several or all other members.
struct SendRoute: Sendable {
    /// How much longer than the order's timeout the node is given to say what became of it.
    private static let grace: Duration = .seconds(2)

    let access: NodeAccess

    func add(to router: inout Router) {
        router.on(.post, "/send", for: .send) { request, responder in
            Reply { () throws(GatewayError) in try send(request, responder) }
        }
    }

    private func send(_ request: Request, _ responder: Responder) throws(GatewayError) -> Reply {
        let wanted = try SendRequest(request)
        var order = wanted.order
        order.recipients = try wanted.recipients.resolved(in: access.snapshot())
        access.send(order) { result in responder.complete { Self.response(to: result) } }
        return .later(deadline: order.timeout + Self.grace) {
            GatewayError.nodeUnresponsive.response
        }
    }

    private static func response(to result: Result<[Delivery], SendError>) -> Response {
        switch result {
        case .failure(let error): GatewayError(error).response
        case .success(let deliveries): response(to: deliveries)
        }
    }

    private static func response(to deliveries: [Delivery]) -> Response {
        let results = deliveries.map { RecipientResultBody($0) }
        let failed = deliveries.count { $0.failure != nil }
        let id = MessageID.now()
        guard failed == 0 || failed < deliveries.count else {
            return GatewayError.deliveryFailed(id: id, results: results).response
        }
        var json = JSONWriter(capacity: 64 + 96 * results.count)
        json.write(
            SendResultBody(
                id: id,
                sent: deliveries.count - failed,
                failed: failed,
                results: results
            )
        )
        return Response(json: json)
    }
}
