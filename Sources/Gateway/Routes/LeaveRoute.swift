// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import JSONText
import Memberlist

/// `POST /leave`: goodbye to the cluster, and the end of the process.
///
/// Asked again while the first is under way, it waits for the same goodbye.
struct LeaveRoute: Sendable {
    private static let grace: Duration = .seconds(2)

    let access: NodeAccess
    /// Called when the answer is on its way; whoever runs the node ends it.
    let whenLeft: @Sendable () -> Void

    func add(to router: inout Router) {
        router.on(.post, "/leave", for: .operate) { request, responder in
            Reply { () throws(GatewayError) in try leave(request, responder) }
        }
    }

    private func leave(_ request: Request, _ responder: Responder) throws(GatewayError) -> Reply {
        let timeout = try request.query.timeout(standard: .seconds(5))
        if !request.body.isEmpty {
            try request.requireJSON()
            var reader = try BodyReader(request.body)
            if let name = try reader.nextName() {
                throw .invalidRequest(
                    field: name,
                    reason: "There is no member \"\(name)\" here; a leave needs no body."
                )
            }
        }
        access.operations.leave(timeout) { result in
            responder.complete { Self.response(to: result) }
            whenLeft()
        }
        return .later(deadline: timeout + Self.grace) { GatewayError.nodeUnresponsive.response }
    }

    private static func response(to result: Result<Void, LeaveError>) -> Response {
        let isTold: Bool
        switch result {
        case .success: isTold = true
        case .failure(.timedOut): isTold = false
        // Nobody here waits in a task that could be cancelled.
        case .failure(.stopped), .failure(.cancelled): return GatewayError.nodeStopped.response
        }
        var json = JSONWriter()
        json.openObject()
        json.key("left")
        json.bool(true)
        json.key("told")
        json.bool(isTold)
        json.closeObject()
        return Response(json: json)
    }
}
