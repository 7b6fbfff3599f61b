// SPDX-License-Identifier: Apache-2.0

package import Memberlist
import Messaging
import Synchronization

extension Feed {
    /// Takes what comes from other nodes' outboxes.
    package func takeParcels(of settings: inout NodeSettings) {
        settings.methods[OutboxParcel.method] = { [self] in ParcelVisit.begin($0, self) }
    }
}

/// A parcel of another node's outbox that comes in: put together, kept, and then confirmed.
final class ParcelVisit: Sendable {
    private let call: IncomingCall
    private let feed: Feed
    private let body: Mutex<BodyCollector>

    private init(_ call: IncomingCall, _ feed: Feed) {
        self.call = call
        self.feed = feed
        body = Mutex(BodyCollector(call.body, atMost: OutboxParcel.byteLimit))
    }

    /// Serves `OutboxParcel.method`; what `CallService.serve` is given.
    static func begin(_ call: IncomingCall, _ feed: Feed) -> CallListener {
        let visit = ParcelVisit(call, feed)
        if !call.isStreamed { visit.finish() }
        return { visit.hear($0) }
    }

    private func hear(_ event: CallEvent) {
        guard case .body(let piece, let isLast) = event else { return }
        let isTooLarge = body.withLock { body in
            body.append(piece)
            return body.isTooLarge
        }
        guard !isTooLarge else { return refuse(.tooLarge) }
        call.exchange.perform(.consume(piece.count))
        if isLast { finish() }
    }

    private func finish() {
        guard let parcel = OutboxParcel(body.withLock { $0.bytes }) else {
            return refuse(.failed, "this is no parcel")
        }
        let exchange = call.exchange
        let isTaken = feed.take(parcel, of: call.caller) { isKept in
            exchange.perform(.reply(isKept ? .ok : .failed, body: [], isStreamed: false))
        }
        if !isTaken { refuse(.busy) }
    }

    private func refuse(_ status: LaneStatus, _ words: String = "") {
        call.exchange.perform(.reply(status, body: Array(words.utf8), isStreamed: false))
    }
}
