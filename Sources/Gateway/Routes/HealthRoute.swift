// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTP1
import HTTPServer
import JSONText
import Memberlist

/// `GET /healthz` and `GET /readyz`: what a supervisor and a load balancer want to know.
struct HealthRoute: Sendable {
    /// A node whose thread needs longer for an answer is not healthy.
    static let patience: Duration = .seconds(1)

    let access: NodeAccess
    let feed: Feed

    func add(to router: inout Router) {
        router.on(.get, "/healthz", for: .open) { _, responder in
            access.report { report in
                let reason = report == nil ? "The node has stopped." : nil
                responder.complete { Self.response(unless: reason) }
            }
            return .later(deadline: Self.patience) {
                Self.response(unless: "The node does not answer.")
            }
        }
        router.on(.get, "/readyz", for: .open) { _, _ in .now(Self.response(unless: unreadiness)) }
    }

    /// Why the node is not ready; `nil` when it is.
    private var unreadiness: String? {
        let readiness = access.readiness()
        if readiness.isReady {
            return feed.trouble == nil ? nil : "Messages cannot be stored; the log says why."
        }
        if readiness.isLeaving { return "The node is leaving the cluster." }
        return "No member of the cluster has been reached yet."
    }

    private static func response(unless reason: String?) -> Response {
        var json = JSONWriter()
        json.write(HealthBody(status: reason == nil ? "ok" : "unavailable", reason: reason))
        return Response(reason == nil ? .ok : .serviceUnavailable, json: json)
    }
}
