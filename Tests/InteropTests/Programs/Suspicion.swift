// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How long memberlist may take to call a silent member dead (spec §9, §11, §16).
struct Suspicion {
    /// Not sooner after the last sign of life than this.
    let least: Duration
    /// Not later than this, on a machine that has other work too.
    let most: Duration

    /// - Parameters:
    ///   - members: how many members the observer's table holds, itself included.
    ///   - multiplier: 3 with the local profile, 4 with the LAN profile; both probe every second.
    init(members: Int, multiplier: Int = 3) {
        let probeInterval = 1.0
        let scale = max(1, log10(Double(members)))
        let minimum = Double(multiplier) * scale * probeInterval
        // Independent confirmations shorten the timer; without enough members there are none to
        // wait for, and it starts at its minimum (§9.1).
        let confirmations = members - 2 < multiplier - 2 ? 0 : multiplier - 2
        let maximum = confirmations == 0 ? minimum : 6 * minimum
        // Each member is probed once a round, a failed probe takes an interval, and an unwell
        // observer stretches its intervals (§10); the rest is for a slow machine.
        let probing = Double(2 * members + 1) * probeInterval
        least = .seconds(minimum) - .milliseconds(50)
        most = .seconds(maximum + probing + 20)
    }
}
