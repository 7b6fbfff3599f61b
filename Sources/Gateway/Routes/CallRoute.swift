// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import Memberlist

/// `POST /rpc/{member}/{method}`: calls a method of a member.
struct CallRoute: Sendable {
    /// How much longer than the call's timeout the node is given to say what became of it.
    private static let grace: Duration = .seconds(2)

    let access: NodeAccess
    let service: CallService

    func add(to router: inout Router) {
        router.on(.post, "/rpc/{member}/{method}", for: .send) { request, responder in
            Reply { () throws(GatewayError) in try call(request, responder) }
        }
    }

    private func call(_ request: Request, _ responder: Responder) throws(GatewayError) -> Reply {
        let member = request.parameters["member"] ?? ""
        let method = request.parameters["method"] ?? ""
        let timeout = try request.query.timeout(standard: .seconds(10))
        guard method.utf8.count <= 255 else {
            throw .invalidRequest(field: "method", reason: "method has more than 255 bytes.")
        }
        guard request.body.count <= service.bodyLimit else {
            throw .call(.tooLarge(limit: service.bodyLimit))
        }
        let order = CallOrder(member, method, body: request.body, timeout: timeout)
        let call = WholeCall.make(order, replyLimit: service.bodyLimit, by: access.call) {
            outcome in
            responder.complete { Self.response(to: outcome, method, member) }
        }
        return .later(
            deadline: timeout + Self.grace,
            whenGone: { call.cancel() },
            onDeadline: {
                call.cancel()
                return GatewayError.nodeUnresponsive.response
            }
        )
    }

    private static func response(
        to outcome: WholeCall.Outcome,
        _ method: String,
        _ member: String
    ) -> Response {
        switch outcome {
        case .ended(.unknownMember): return GatewayError.noSuchMember(member).response
        case .ended(.memberNotAlive): return GatewayError.membersNotAlive([member]).response
        case .ended(.stopped): return GatewayError.nodeStopped.response
        case .ended(let failure):
            return GatewayError.call(CallProblem(failure, member: member)).response
        case .replyTooLarge:
            let words = "The reply is larger than this node takes; the call was carried out."
            return GatewayError.call(.failed(member: member, words: words)).response
        case .replied(let status, let body):
            if let problem = CallProblem(status, body, method: method, member: member) {
                return GatewayError.call(problem).response
            }
            return Response(
                fields: [
                    "Content-Type": "application/octet-stream", "Cache-Control": "no-store",
                ],
                body: body
            )
        }
    }
}
