// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// One question to all loops of a server, until the last has answered.
final class Measuring: Sendable {
    private struct State {
        var measurements = ServerMeasurements()
        var missing: Int
    }

    private let routes: [String]
    private let state: Mutex<State>
    private let completion: @Sendable (ServerMeasurements) -> Void

    init(
        loops: Int,
        routes: [String],
        _ completion: @escaping @Sendable (ServerMeasurements) -> Void
    ) {
        self.routes = routes
        self.completion = completion
        state = Mutex(State(missing: loops))
    }

    /// A loop has answered; `nil` is one that has ended.
    func take(_ counts: RequestCounts?) {
        let whole = state.withLock { state in
            if let counts { state.measurements.add(counts, routes: routes) }
            state.missing -= 1
            return state.missing == 0 ? state.measurements : nil
        }
        if let whole { completion(whole) }
    }
}
