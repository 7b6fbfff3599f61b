// SPDX-License-Identifier: Apache-2.0

import Messaging
import Synchronization

/// The methods of a node that its program answers.
///
/// Written to by any thread, and looked into by the node's.
final class MethodTable: Sendable {
    /// What every node answers itself.
    static let builtIn: Set<String> = ["ping", "echo"]
    /// Calls that handlers carry out at one time; another is told `busy`.
    static let handledLimit = 1_024

    private struct State {
        var methods: [String: CallMethod]
        var isOver = false
    }

    private let state: Mutex<State>
    private let handled = Atomic(0)

    init(_ methods: [String: CallMethod]) { state = Mutex(State(methods: methods)) }

    subscript(name: String) -> CallMethod? { state.withLock { $0.methods[name] } }

    /// Serves a method, in place of whoever did before.
    func serve(_ name: String, _ method: @escaping CallMethod) throws(ServeError) {
        let bytes = name.utf8.count
        guard (1...LaneLimits.methodBytes).contains(bytes) else {
            throw .invalidMethod(bytes: bytes, limit: LaneLimits.methodBytes)
        }
        guard !Self.builtIn.contains(name) else { throw .builtIn(name) }
        let isOver = state.withLock { state in
            if !state.isOver { state.methods[name] = method }
            return state.isOver
        }
        if isOver { throw .stopped }
    }

    /// The node has ended, and holds on to nothing.
    func removeAll() {
        let methods = state.withLock { state in
            defer { state = State(methods: [:], isOver: true) }
            return state.methods
        }
        withExtendedLifetime(methods) {}
    }

    // MARK: Handlers

    /// Makes room for one more call in hand; false when there is none.
    func beginHandling() -> Bool {
        guard handled.add(1, ordering: .relaxed).newValue > Self.handledLimit else { return true }
        endHandling()
        return false
    }

    func endHandling() { handled.subtract(1, ordering: .relaxed) }
}
