// SPDX-License-Identifier: Apache-2.0

import JSONText

/// What became of a join.
public struct JoinReport: Sendable, Equatable {
    /// One address that was not joined.
    public struct Failure: Sendable, Equatable {
        /// As it was given to the join.
        public let address: String
        /// What went wrong, without a full stop.
        public let reason: String
    }

    /// How many addresses answered with their members; a name may have several.
    public internal(set) var contacted = 0
    /// The addresses that were not joined, in the order that it was known.
    public internal(set) var failures: [Failure] = []
}

extension JoinReport {
    /// A join that did not come to anything, for one reason.
    init(_ addresses: [String], allFailed reason: String) {
        failures = addresses.map { Failure(address: $0, reason: reason) }
    }
}

extension JoinReport.Failure: CustomStringConvertible {
    /// The address and the reason, fit to be printed whatever a peer has answered.
    public var description: String { PrintableText.escaping("\(address): \(reason)") }
}
