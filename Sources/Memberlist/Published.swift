// SPDX-License-Identifier: Apache-2.0

import Reactor
import Synchronization

/// What the node's thread shows to all others, without being asked.
final class Published: Sendable {
    private struct State {
        var snapshot: MemberSnapshot
        var readiness = Node.Readiness(wantsToJoin: false, hasJoined: false, isLeaving: false)
        var hooks: [@Sendable () -> Void] = []
    }

    private let state: Mutex<State>
    let latestProbes = LatestProbes(last: UInt64(max(0, WallClock.microseconds)))

    init(localName: String) {
        let empty = MemberSnapshot(version: 0, localName: localName, members: [])
        state = Mutex(State(snapshot: empty))
    }

    var snapshot: MemberSnapshot { state.withLock { $0.snapshot } }

    var readiness: Node.Readiness {
        get { state.withLock { $0.readiness } }
        set { state.withLock { $0.readiness = newValue } }
    }

    /// Shows a new snapshot and then tells whoever asked to be told.
    func publish(_ snapshot: MemberSnapshot) {
        let hooks = state.withLock { state in
            state.snapshot = snapshot
            return state.hooks
        }
        for hook in hooks { hook() }
    }

    func addHook(_ hook: @escaping @Sendable () -> Void) {
        state.withLock { $0.hooks.append(hook) }
    }
}
