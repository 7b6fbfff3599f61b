// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import Journal
import Synchronization

/// Does what a request asks for once, however often it is asked under one `Idempotency-Key`.
///
/// The first is carried out and its answer kept; the same request with the key again is given
/// that answer. An answer that says that nothing was done is not kept, so that the key may be used
/// for another attempt.
final class IdempotencyDesk: Sendable {
    /// How long the journal is given to claim a key and to keep an answer.
    private static let grace: Duration = .seconds(5)
    /// Tells a repeated answer from the first one.
    static let replayed = "Idempotency-Replayed"

    private struct Counts: Sendable {
        var claimed: UInt64 = 0
        var replayed: UInt64 = 0
        var refused: UInt64 = 0
    }

    private let store: KeyStore
    private let open = OpenClaims()
    private let counts = Mutex(Counts())

    init(_ journal: OpenJournal?, limits: KeyBook.Limits = KeyBook.Limits()) {
        store = KeyStore(journal, limits: limits)
    }

    /// Carries out a request that may have a key.
    ///
    /// - `patience`: the longest that `work` may take until its answer.
    /// - `work`: judged before, carried out at most once; on another thread, perhaps. It answers
    ///   now or later through the responder it is given; what is parked or streamed is not kept.
    /// - Throws: that the key is none.
    func once(
        _ request: Request,
        _ responder: Responder,
        patience: Duration,
        _ work: @escaping @Sendable (Responder) -> Reply
    ) throws(GatewayError) -> Reply {
        guard let key = try RequestKey(request.fields) else { return work(responder) }
        let digest = RequestDigest.of(request)
        store.claim(key.text, digest: digest) { [self] result in
            switch result {
            case .failure(let error):
                responder.complete { GatewayError.journal(error).response }
            case .success(.claimed(let number)):
                counts.withLock { $0.claimed += 1 }
                carry(out: work, number, responder)
            case .success(let claim):
                let response = response(to: claim)
                responder.complete { response }
            }
        }
        return .later(deadline: patience + Self.grace) {
            GatewayError.journalUnresponsive.response
        }
    }

    private func carry(
        out work: (Responder) -> Reply,
        _ number: UInt64,
        _ responder: Responder
    ) {
        open.begin(number)
        let kept = responder.through { [self] response, forward in
            if open.end(number) { keep(response, number, forward) }
        }
        switch work(kept) {
        case .now(let response): kept.complete { response }
        case .later(let deadline, _, let onDeadline):
            open.watch(number, for: deadline) { [store] in
                // Nobody knows what was done, so what is answered now is kept whatever it says.
                let response = onDeadline()
                store.finish(number, StoredAnswer(response)) { responder.complete { response } }
            }
        case .parked, .stream:
            guard open.end(number) else { return }
            store.release(number) {}
            responder.complete { GatewayError.nodeUnresponsive.response }
        }
    }

    private func keep(
        _ response: Response,
        _ number: UInt64,
        _ forward: @escaping @Sendable (Response) -> Void
    ) {
        if response.saysNothingWasDone {
            store.release(number) { forward(response) }
        } else {
            store.finish(number, StoredAnswer(response)) { forward(response) }
        }
    }

    private func response(to claim: KeyClaim) -> Response {
        if case .finished(let answer) = claim {
            counts.withLock { $0.replayed += 1 }
            return Response(replaying: answer)
        }
        counts.withLock { $0.refused += 1 }
        return switch claim {
        case .inFlight: GatewayError.keyInFlight.response
        case .interrupted: GatewayError.keyInterrupted.response
        case .otherBody: GatewayError.keyReused.response
        case .tooMany, .claimed, .finished: GatewayError.overloaded.response
        }
    }

    /// What is counted and kept, by the names it has in the API.
    var statistics: (counters: [String: UInt64], queues: [String: UInt64]) {
        let counts = counts.withLock { $0 }
        return (
            [
                "idempotency-keys-claimed": counts.claimed,
                "idempotency-keys-replayed": counts.replayed,
                "idempotency-keys-refused": counts.refused,
            ],
            ["idempotency-keys": UInt64(max(0, store.count))]
        )
    }
}

extension StoredAnswer {
    fileprivate init(_ response: Response) {
        self.init(
            status: Int(response.status.code),
            type: response.fields["Content-Type"] ?? "",
            body: response.body
        )
    }
}

extension Response {
    /// An answer that was given before.
    fileprivate init(replaying answer: StoredAnswer) {
        self.init(
            HTTPStatus(UInt16(clamping: min(max(answer.status, 100), 599))),
            fields: ["Cache-Control": "no-store", IdempotencyDesk.replayed: "true"],
            body: answer.body
        )
        if !answer.type.isEmpty { fields.append("Content-Type", answer.type) }
    }

    /// Whether the same may be asked again as if it had never been asked.
    fileprivate var saysNothingWasDone: Bool {
        (400..<500).contains(status.code) || status.code == 503 || status.code == 507
    }
}
