// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What was relayed, from clients to members and from members to the application here.
final class ProxyCounts: Sendable {
    final class Number: Sendable {
        private let number = Atomic<UInt64>(0)

        func increment() { number.add(1, ordering: .relaxed) }
        var value: UInt64 { number.load(ordering: .relaxed) }
    }

    /// Requests of clients, and those of them that got no whole answer from an application.
    let requests = Number()
    let failed = Number()
    /// Requests of members for the application here, those of them that were refused by what is
    /// let through, and those that the application did not answer as a whole.
    let served = Number()
    let refused = Number()
    let broken = Number()

    /// By the names of `GET /self`.
    var named: [String: UInt64] {
        [
            "proxy-requests": requests.value, "proxy-requests-failed": failed.value,
            "proxy-served": served.value, "proxy-served-refused": refused.value,
            "proxy-served-failed": broken.value,
        ]
    }
}
