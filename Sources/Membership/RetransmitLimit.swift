// SPDX-License-Identifier: Apache-2.0

/// How often one broadcast is told before it has been told enough (spec §12.1).
enum RetransmitLimit {
    /// `multiplier` times the digits it takes to count to `members`; 0 for an empty table.
    static func of(members: Int, multiplier: Int) -> Int {
        var digits = 0
        var reach = 1
        // The smallest power of ten not below members + 1.
        while reach <= members {
            digits += 1
            let (next, overflow) = reach.multipliedReportingOverflow(by: 10)
            if overflow { break }
            reach = next
        }
        return multiplier * digits
    }
}
