// SPDX-License-Identifier: Apache-2.0

import Messaging

/// Where a task writes a body for the other end of a call, within what may be under way.
final class BodyOutlet: Sendable {
    private struct State {
        /// Whether the call or the reply that the body belongs to has been said.
        var hasBegun: Bool
        /// Bytes that were written and are not taken.
        var underWay = 0
        var failure: CallError?
    }

    private let state: Watched<State>
    private let exchange: Exchange

    /// The body of a call that has been made, or of a reply that begins with the body.
    init(_ exchange: Exchange, ofReply: Bool) {
        self.exchange = exchange
        state = Watched(State(hasBegun: !ofReply))
    }

    // MARK: What the other end does

    func taken(_ count: Int) { state.change { $0.underWay -= min(count, $0.underWay) } }

    /// Nothing more goes out.
    func fail(_ failure: CallError) {
        state.change { if $0.failure == nil { $0.failure = failure } }
    }

    // MARK: Who writes

    func write(
        isolation: isolated (any Actor)? = #isolation,
        _ bytes: [UInt8]
    ) async throws(CallError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(LaneLimits.inlineBodyBytes))
            rest = rest.dropFirst(piece.count)
            let action = try await state.wait { Self.action(piece, &$0) }
            exchange.perform(action)
        }
    }

    /// How a piece goes out; `nil` while it has to wait.
    private static func action(
        _ piece: [UInt8],
        _ state: inout State
    ) -> Result<Exchange.Action, CallError>? {
        if let failure = state.failure { return .failure(failure) }
        guard state.hasBegun else {
            state.hasBegun = true
            return .success(.reply(.ok, body: piece, isStreamed: true))
        }
        guard state.underWay + piece.count <= Exchange.writeWindow else { return nil }
        state.underWay += piece.count
        return .success(.write(piece, isLast: false))
    }

    /// The reply is this, whole.
    func reply(_ bytes: [UInt8]) {
        let isOver = state.change { state in
            defer { (state.hasBegun, state.failure) = (true, state.failure ?? .notWanted) }
            return state.hasBegun || state.failure != nil
        }
        if !isOver { exchange.perform(.reply(.ok, body: bytes, isStreamed: false)) }
    }

    /// The body is whole.
    func finish() {
        let (hasBegun, isOver) = state.change { state in
            defer { state.failure = state.failure ?? .notWanted }
            return (state.hasBegun, state.failure != nil)
        }
        guard !isOver || !hasBegun else { return }
        exchange.perform(
            hasBegun ? .write([], isLast: true) : .reply(.ok, body: [], isStreamed: false)
        )
    }

    /// There is no more of the body, or no reply at all, and this is why.
    func abandon(_ status: LaneStatus, _ words: [UInt8]) {
        let hasBegun = state.change { state in
            defer { state.failure = state.failure ?? .notWanted }
            return state.hasBegun
        }
        exchange.perform(
            hasBegun ? .cancel(status) : .reply(status, body: words, isStreamed: false)
        )
    }
}
