// SPDX-License-Identifier: Apache-2.0

import Determinism

/// Something that happens every so often; what was missed is lost, not made up for.
struct Ticker: Equatable, Sendable {
    /// Not positive: never.
    let interval: Duration
    private(set) var next: Instant?

    init(every interval: Duration) { self.interval = interval }

    var isOn: Bool { interval > .zero }

    mutating func start(at first: Instant) { next = isOn ? first : nil }

    /// Whether it is time; then the next time is the first one still to come.
    mutating func fire(at now: Instant) -> Bool {
        guard let due = next, due <= now else { return false }
        let step = interval.nanoseconds
        let missed = (now - due).nanoseconds / step
        next = due + .nanoseconds(missed * step) + interval
        return true
    }
}
