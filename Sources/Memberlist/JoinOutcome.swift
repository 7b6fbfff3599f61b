// SPDX-License-Identifier: Apache-2.0

/// What became of one address of a join, which may be a name with several addresses.
package struct JoinOutcome: Sendable, Equatable {
    /// As it was given to the join.
    package let address: String
    /// How many of its addresses answered with their members.
    package let contacted: Int
    /// What went wrong, without full stops; empty where nothing is known in time.
    package let failures: [String]

    package init(address: String, contacted: Int, failures: [String]) {
        self.address = address
        self.contacted = contacted
        self.failures = failures
    }
}

extension JoinAttempt {
    /// What is known of each of these by now; one that was given twice counts once.
    func outcomes(of addresses: [String]) -> [JoinOutcome] {
        var seen: Set<String> = []
        return addresses.filter { seen.insert($0).inserted }.map { address in
            JoinOutcome(
                address: address,
                contacted: contacts[address] ?? 0,
                failures: report.failures.filter { $0.address == address }.map(\.reason)
            )
        }
    }
}
