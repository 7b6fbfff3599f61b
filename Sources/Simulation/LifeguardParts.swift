// SPDX-License-Identifier: Apache-2.0

import Membership

/// Which of Lifeguard's three parts a cluster has; none of them is SWIM.
package struct LifeguardParts: OptionSet, Hashable, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    /// A member that doubts its own health probes more slowly (LHA-Probe).
    package static let awareness = LifeguardParts(rawValue: 1)
    /// Suspicions last long until others confirm (LHA-Suspicion).
    package static let dynamicSuspicion = LifeguardParts(rawValue: 2)
    /// A suspect hears the accusation first (the buddy system).
    package static let buddy = LifeguardParts(rawValue: 4)
    package static let all: LifeguardParts = [.awareness, .dynamicSuspicion, .buddy]

    func apply(to settings: inout MembershipSettings) {
        if !contains(.awareness) {
            settings.awarenessMaxMultiplier = 1
            settings.requestsNacks = false
        }
        settings.confirmsSuspicions = contains(.dynamicSuspicion)
        settings.accusesInPings = contains(.buddy)
    }
}
