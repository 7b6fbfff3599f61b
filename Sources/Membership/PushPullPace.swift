// SPDX-License-Identifier: Apache-2.0

/// How long to wait between two periodic push/pulls (spec §13.2).
enum PushPullPace {
    /// Up to this many members the interval is as configured; it grows by one with each doubling.
    static let unscaledMembers = 32

    static func interval(_ base: Duration, members: Int) -> Duration {
        guard members > unscaledMembers else { return base }
        var doublings = 0
        var reach = unscaledMembers
        while reach < members {
            doublings += 1
            let (next, overflow) = reach.multipliedReportingOverflow(by: 2)
            if overflow { break }
            reach = next
        }
        return base * (doublings + 1)
    }
}
