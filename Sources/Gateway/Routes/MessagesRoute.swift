// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import JSONText
import Journal
import Messaging
import Synchronization

/// `GET /messages`: what has reached this node.
struct MessagesRoute: Sendable {
    /// An answer ends with the message that makes its payloads reach this.
    static let payloadBytes = 1024 * 1024

    /// How long the journal is given to read a page.
    private static let patience: Duration = .seconds(5)

    let feed: Feed
    /// `nil` where there is no journal.
    let consumers: ConsumerDesk?
    let admission: AdmissionDesk

    func add(to router: inout Router) {
        router.on(.get, "/messages", for: .read) { request, responder in
            Reply { () throws(GatewayError) in
                if let wanted = try ConsumerDesk.Wanted(request.query) {
                    return try lease(wanted, request, responder)
                }
                return list(try MessagesQuery(request.query), responder)
            }
        }
    }

    /// Gives messages to a named consumer, which is more than to show them.
    private func lease(
        _ wanted: ConsumerDesk.Wanted,
        _ request: Request,
        _ responder: Responder
    ) throws(GatewayError) -> Reply {
        if let refusal = admission.refusal(of: .send, to: request.fields) { throw refusal }
        guard let consumers else { throw .noJournal }
        // Looking without taking would lose what was looked at.
        guard request.method != .head else { return .now(Self.response(Lease(), wanted)) }
        let isTaken = consumers.lease(wanted) { result in
            responder.complete(with: result) { answer in
                switch answer {
                case .leased(let lease): Self.response(lease, wanted)
                case .tooManyConsumers(let limit): GatewayError.tooManyConsumers(limit).response
                }
            }
        }
        guard isTaken else { throw .tooManyWaiting }
        return .later(deadline: wanted.wait + Self.patience) {
            GatewayError.journalUnresponsive.response
        }
    }

    private static func response(_ lease: Lease, _ wanted: ConsumerDesk.Wanted) -> Response {
        let payloads = lease.entries.reduce(0) { $0 + $1.message.payload.count }
        var json = JSONWriter(capacity: 192 + 224 * lease.entries.count + 3 * payloads)
        json.write(lease, to: wanted.consumer, for: wanted.lease)
        return Response(json: json)
    }

    private func list(_ query: MessagesQuery, _ responder: Responder) -> Reply {
        if let history = feed.history(after: query.after) {
            return read(query, from: history, responder)
        }
        let first = look(query, after: query.after)
        guard first.isEmpty, query.wait > .zero else { return .now(Self.response(first)) }
        let wait = MessageWait(after: first.next - 1)
        return .parked(on: .messages, deadline: query.wait) { last in
            // What has been looked at once is not looked at again.
            let page = wait.advance { look(query, after: $0) }
            return last || !page.isEmpty ? Self.response(page) : nil
        }
    }

    private func read(
        _ query: MessagesQuery,
        from history: InboxHistory,
        _ responder: Responder
    ) -> Reply {
        history.page(
            after: query.after ?? 0,
            limit: query.limit,
            payloadBytes: Self.payloadBytes,
            key: query.key
        ) { result in
            responder.complete {
                switch result {
                case .success(let page): Self.response(page)
                case .failure(let error): GatewayError.journal(error).response
                }
            }
        }
        return .later(deadline: Self.patience) { GatewayError.journalUnresponsive.response }
    }

    private func look(_ query: MessagesQuery, after: UInt64?) -> InboxPage {
        feed.page(
            after: after,
            limit: query.limit,
            payloadBytes: Self.payloadBytes,
            key: query.key
        )
    }

    private static func response(_ page: InboxPage) -> Response {
        let payloads = page.entries.reduce(0) { $0 + $1.message.payload.count }
        var json = JSONWriter(capacity: 128 + 192 * page.entries.count + 3 * payloads)
        json.write(page)
        return Response(json: json)
    }
}

extension InboxPage {
    /// Whether there is nothing to tell yet.
    fileprivate var isEmpty: Bool { entries.isEmpty && !gap }
}

/// How far a request that waits has looked.
private final class MessageWait: Sendable {
    private let after: Atomic<UInt64>

    init(after: UInt64) { self.after = Atomic(after) }

    /// Looks from there on; the requests of one loop are asked one at a time.
    func advance(_ look: (UInt64) -> InboxPage) -> InboxPage {
        let page = look(after.load(ordering: .relaxed))
        if page.isEmpty { after.store(page.next - 1, ordering: .relaxed) }
        return page
    }
}
