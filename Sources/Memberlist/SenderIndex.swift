// SPDX-License-Identifier: Apache-2.0

import Membership
import Wire

/// Which member lives at an address that a packet came from.
///
/// Made anew when a message comes after the table has changed, which is as rare as publishing it.
struct SenderIndex {
    private var names: [Endpoint: String] = [:]
    private var version: UInt64?

    /// `nil` for a stranger.
    mutating func name(at endpoint: Endpoint, _ participant: borrowing Participant) -> String? {
        if version != participant.tableVersion {
            version = participant.tableVersion
            names.removeAll(keepingCapacity: true)
            for member in participant.members where names[member.endpoint]?.isEmpty != false {
                names[member.endpoint] = member.name.text
            }
        }
        return names[endpoint]
    }
}
