// SPDX-License-Identifier: Apache-2.0

import HTTPServer
import Memberlist
import Synchronization

/// What one scrape waits for: the node's report, and the counts of the HTTP threads.
final class Scrape: Sendable {
    struct Found: Sendable {
        /// `nil` until the node has answered; it answers with nothing when it has ended.
        var report: NodeReport?
        var measurements: ServerMeasurements?
        fileprivate var missing = 2
    }

    private let found = Mutex(Found())

    /// What there is, be it all or not.
    var now: Found { found.withLock { $0 } }

    /// - Returns: whether that was the last that was missing.
    func take(_ report: NodeReport?) -> Bool { take { $0.report = report } }

    func take(_ measurements: ServerMeasurements) -> Bool {
        take { $0.measurements = measurements }
    }

    private func take(_ change: (inout Found) -> Void) -> Bool {
        found.withLock { found in
            change(&found)
            found.missing -= 1
            return found.missing == 0
        }
    }
}
