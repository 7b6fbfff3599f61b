// SPDX-License-Identifier: Apache-2.0

/// Lifeguard's local health: 0 is healthy, `ceiling` is as bad as it gets (spec §10).
struct Awareness: Equatable, Sendable {
    private(set) var score = 0
    /// One less than memberlist's `AwarenessMaxMultiplier`.
    let ceiling: Int

    init(maximumMultiplier: Int) { ceiling = max(0, maximumMultiplier - 1) }

    mutating func adjust(by delta: Int) {
        // Both are tiny by construction; saturating only so that no sum can ever trap.
        let (sum, overflow) = score.addingReportingOverflow(delta)
        score = overflow ? (delta < 0 ? 0 : ceiling) : min(max(0, sum), ceiling)
    }

    /// How long a probe may take on a node as healthy as this one.
    func scaled(_ interval: Duration) -> Duration { interval * (score + 1) }

    /// What must hold between any two calls.
    func checkInvariants() {
        precondition(score >= 0, "the health score fell to \(score)")
        precondition(score <= ceiling, "the health score \(score) passed \(ceiling)")
    }
}
