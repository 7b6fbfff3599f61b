// SPDX-License-Identifier: Apache-2.0

import Determinism

/// Being stopped and continued (a suspended process or machine, a driver that is far behind).
extension Participant {
    /// How late `advance(to:)` may come before the delay counts as a pause.
    package static let pauseThreshold: Duration = .seconds(1)

    /// Holds a time in which nothing could be heard against nobody.
    mutating func forgivePause(at now: Instant) {
        guard let due = nextDeadline else { return }
        let pause = now - due
        guard pause > Self.pauseThreshold else { return }
        statistics.pauses += 1
        suspicions.postpone(by: pause, from: due)
        while relays.popExpired(at: now) != nil {}
        if let probe, probe.nextDeadline <= now {
            self.probe = nil
            probeOverdue = false
        }
    }
}
