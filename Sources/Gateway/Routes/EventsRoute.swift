// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import Messaging

/// `GET /events`: what happens, as server-sent events.
struct EventsRoute: Sendable {
    let feed: Feed

    func add(to router: inout Router) {
        router.on(.get, "/events", for: .read) { request, _ in
            Reply { () throws(GatewayError) in
                stream(try EventsQuery(request.query, request.fields))
            }
        }
    }

    private func stream(_ query: EventsQuery) -> Reply {
        let (place, gap) = feed.start(after: query.after)
        let head = Response(
            .ok,
            fields: [
                "Content-Type": "text/event-stream", "Cache-Control": "no-store",
                // A reverse proxy that collects an answer before it passes it on would keep
                // events back.
                "X-Accel-Buffering": "no",
            ],
            body: EventFrame.opening(at: place, gap)
        )
        let (feed, types) = (feed, query.types)
        return .stream(
            head,
            ContentStream(on: .events, from: place) { place, content, occasion in
                guard case .room(let bytes) = occasion else {
                    content += EventFrame.heartbeat(at: place)
                    return .wait
                }
                switch feed.read(from: &place, types, into: &content, room: bytes) {
                case .caughtUp: return .wait
                case .more: return .more
                case .lost(let gap):
                    content += EventFrame.gap(gap)
                    return .end
                }
            }
        )
    }
}
