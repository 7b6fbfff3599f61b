// SPDX-License-Identifier: Apache-2.0

import DequeModule

/// Where a body that comes from the other end of a call waits for the task that reads it.
///
/// What is read makes room for more: no more waits here than one body's credit.
final class BodyInlet: Sendable {
    private struct Piece {
        let bytes: [UInt8]
        /// Whether it has come under the body's credit, as all has but its beginning.
        let isCredited: Bool
    }

    private struct State {
        var pieces: Deque<Piece> = []
        /// It has begun; the body of a reply does so with the reply.
        var isOpen = false
        var hasEnded = false
        var failure: CallError?
    }

    private let state = Watched(State())
    private let exchange: Exchange

    init(_ exchange: Exchange) { self.exchange = exchange }

    // MARK: What comes

    /// The body begins.
    func open(_ bytes: [UInt8], isLast: Bool) {
        state.change { state in
            state.isOpen = true
            state.hasEnded = isLast
            if !bytes.isEmpty { state.pieces.append(Piece(bytes: bytes, isCredited: false)) }
        }
    }

    func receive(_ bytes: [UInt8], isLast: Bool) {
        state.change { state in
            state.hasEnded = isLast
            if !bytes.isEmpty { state.pieces.append(Piece(bytes: bytes, isCredited: true)) }
        }
    }

    /// Nothing follows, although the body has not come to its end.
    func fail(_ failure: CallError) {
        state.change { state in
            if !state.hasEnded, state.failure == nil { state.failure = failure }
        }
    }

    // MARK: Who reads

    /// Waits until the body begins.
    func opened(isolation: isolated (any Actor)? = #isolation) async throws(CallError) {
        try await state.wait { state in
            if state.isOpen { return .success(()) }
            return state.failure.map { .failure($0) }
        }
    }

    /// The next piece; `nil` at the end.
    func next(
        isolation: isolated (any Actor)? = #isolation
    ) async throws(CallError) -> [UInt8]? {
        let piece: Piece? = try await state.wait { state in
            if let piece = state.pieces.popFirst() { return .success(piece) }
            if state.hasEnded { return .success(nil) }
            return state.failure.map { .failure($0) }
        }
        guard let piece else { return nil }
        if piece.isCredited { exchange.perform(.consume(piece.bytes.count)) }
        return piece.bytes
    }

    /// Whether all of it has been read, or nothing more will come.
    var isDone: Bool { state.read { ($0.hasEnded && $0.pieces.isEmpty) || $0.failure != nil } }
}
