// SPDX-License-Identifier: Apache-2.0

import Journal

/// Knows which messages of outboxes have come before, where there is no journal to know it.
struct ParcelFilter: Sendable {
    /// Outboxes that are remembered; beyond it all are forgotten, and a message may come twice
    /// whose sender saw no confirmation.
    static let limit = 4_096

    private struct Key: Hashable {
        let peer: String
        let stream: StreamID
    }

    private var highest: [Key: UInt64] = [:]

    /// Whether this message, or one after it, has been here; if not, it has been now.
    mutating func isRepeat(_ place: StreamPlace) -> Bool {
        let key = Key(peer: place.peer, stream: place.stream)
        if let number = highest[key], number >= place.sequence { return true }
        if highest.count >= Self.limit, highest[key] == nil { highest = [:] }
        highest[key] = place.sequence
        return false
    }
}
