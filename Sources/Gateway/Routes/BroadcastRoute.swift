// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTP1
import HTTPServer
import JSONText
import Memberlist

/// `POST /broadcast`: a message that is gossiped.
struct BroadcastRoute: Sendable {
    private static let patience: Duration = .seconds(2)

    let access: NodeAccess
    let keys: IdempotencyDesk

    func add(to router: inout Router) {
        router.on(.post, "/broadcast", for: .send) { request, responder in
            Reply { () throws(GatewayError) in try broadcast(request, responder) }
        }
    }

    private func broadcast(
        _ request: Request,
        _ responder: Responder
    ) throws(GatewayError) -> Reply {
        let payload = try BroadcastRequest(request).payload
        return try keys.once(request, responder, patience: Self.patience) { responder in
            access.broadcast(payload) { result in
                responder.complete { Self.response(to: result, bytes: payload.count) }
            }
            return .later(deadline: Self.patience) { GatewayError.nodeUnresponsive.response }
        }
    }

    private static func response(
        to result: Result<Int, BroadcastError>,
        bytes: Int
    ) -> Response {
        switch result {
        case .failure(let error):
            return GatewayError(error).response
        case .success(let members):
            var json = JSONWriter(capacity: 96)
            json.write(BroadcastResultBody(id: MessageID.now(), bytes: bytes, members: members))
            return Response(.accepted, json: json)
        }
    }
}
