// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTP1
import HTTPServer
import JSONText
import Memberlist

/// A message of this node and what is known of its copies.
struct SentMessage: Equatable, Sendable {
    let id: String
    /// How far its copies are followed.
    let confirm: Confirmation
    /// Whether each change since the answer is an event.
    let isTold: Bool
    /// In the order of the answer.
    var copies: [RecipientResultBody]

    /// What keeping it takes, about.
    var size: Int {
        copies.reduce(256) { $0 + 160 + $1.to.utf8.count + ($1.error?.utf8.count ?? 0) }
    }

    /// Copies that are still under way to where they are to be followed.
    var pending: Int { copies.count { !$0.isSettled(confirm) } }

    var body: SendResultBody {
        var (sent, delivered, failed) = (0, 0, 0)
        for copy in copies {
            switch copy.progress {
            case .queued: break
            case .sent: sent += 1
            case .delivered:
                sent += 1
                delivered += 1
            case .failed: failed += 1
            }
        }
        return SendResultBody(
            id: id,
            sent: sent,
            delivered: delivered,
            failed: failed,
            pending: pending,
            results: copies
        )
    }

    /// The answer to who sent it: 202 while a copy is under way, 502 when all have failed.
    var answer: Response {
        let body = body
        guard body.failed == 0 || body.failed < copies.count else {
            return GatewayError.deliveryFailed(id: id, results: copies).response
        }
        return Self.response(pending == 0 ? .ok : .accepted, body)
    }

    /// The answer to who asks what became of it.
    var report: Response { Self.response(.ok, body) }

    private static func response(_ status: HTTPStatus, _ body: SendResultBody) -> Response {
        var json = JSONWriter(capacity: 64 + 112 * body.results.count)
        json.write(body)
        return Response(status, json: json)
    }
}

extension RecipientResultBody {
    var progress: DeliveryStatus { DeliveryStatus(rawValue: status) ?? .queued }

    /// Whether nothing more is awaited of a copy that is followed so far.
    func isSettled(_ confirm: Confirmation) -> Bool {
        switch progress {
        case .queued: false
        case .sent: confirm == .sent || confirmable != true
        case .delivered, .failed: true
        }
    }
}
