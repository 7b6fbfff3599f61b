// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Which seeds of the chaos scenario always run.
enum Seeds {
    /// Whatever ever failed, and stays here when it is repaired: the seed, and what was wrong.
    static let knownBad: [UInt64] = []

    /// Some that never failed, so that the list is not empty.
    static let everyday: [UInt64] = [1, 10]

    /// New ground for each commit, always replayable: CI gives the hash of the commit.
    static var fromCommit: [UInt64] {
        let hash = ProcessInfo.processInfo.environment["PINGD_COMMIT"] ?? ""
        return UInt64(hash.prefix(12), radix: 16).map { [$0] } ?? []
    }
}
