// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The latest probe of each member, for whoever looks; written on the node's thread alone.
///
/// One entry for each name in the member table at most. Probes are no part of a snapshot: one ends
/// every interval, and none of them is a change of the table.
package final class LatestProbes: Sendable {
    /// What is newer than somebody has seen.
    package struct Page: Equatable, Sendable {
        /// In the order in which they ended.
        package let probes: [ProbeResult]
        /// The number of the last probe of all.
        package let last: UInt64

        package init(probes: [ProbeResult], last: UInt64) {
            self.probes = probes
            self.last = last
        }
    }

    private struct State {
        var probes: [String: ProbeResult] = [:]
        var last: UInt64
    }

    private let state: Mutex<State>

    /// `last` is the number before the first.
    init(last: UInt64) { state = Mutex(State(last: last)) }

    /// A probe has ended; `roundTrip` is `nil` when it was not answered directly and in time.
    func note(_ name: String, roundTrip: Duration?, endedAtUnixMilliseconds: Int64) {
        state.withLock { state in
            state.last += 1
            state.probes[name] = ProbeResult(
                number: state.last,
                name: name,
                roundTrip: roundTrip,
                endedAtUnixMilliseconds: endedAtUnixMilliseconds
            )
        }
    }

    /// The member is in the table no more.
    func forget(_ name: String) { state.withLock { _ = $0.probes.removeValue(forKey: name) } }

    /// Those with a higher number than `number`; all, without one.
    package func page(after number: UInt64?) -> Page {
        // The dictionary is shared, not copied, so the lock is held for a moment only.
        let (probes, last) = state.withLock { ($0.probes, $0.last) }
        let seen = number ?? 0
        guard seen < last else { return Page(probes: [], last: last) }
        let fresh = probes.values.filter { $0.number > seen }
        return Page(probes: fresh.sorted { $0.number < $1.number }, last: last)
    }
}
