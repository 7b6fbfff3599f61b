// SPDX-License-Identifier: Apache-2.0

/// How often each reason was given; the reasons are an application's, so their number is bounded.
package struct ReasonCounts: Equatable, Sendable {
    /// Different reasons that are told apart; what comes after is counted as `other`.
    static let limit = 64

    package private(set) var counts: [String: Int] = [:]

    mutating func add(_ reason: String) {
        let isKnown = counts[reason] != nil || counts.count < Self.limit
        counts[isKnown ? reason : "other", default: 0] += 1
    }
}
