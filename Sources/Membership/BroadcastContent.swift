// SPDX-License-Identifier: Apache-2.0

import Wire

/// What is told, in one word: most of it is what members said of themselves, and shared with the
/// table.
enum BroadcastContent: Sendable {
    case announcement(Announcement)
    case text(BroadcastText)

    /// The encoded message.
    var bytes: [UInt8] {
        switch self {
        case .announcement(let announcement): announcement.encoded
        case .text(let text): text.bytes
        }
    }

    var subject: MemberName? {
        switch self {
        case .announcement(let announcement): announcement.alive.node
        case .text(let text): text.subject
        }
    }

    /// Of the subject's name; another in every process.
    var subjectHash: Int {
        switch self {
        case .announcement(let announcement): announcement.nameHash
        case .text(let text): text.subjectHash
        }
    }

    /// What packets in shorthand say in its place; 0 for what they say in full.
    var number: UInt32 {
        guard case .announcement(let announcement) = self else { return 0 }
        return announcement.number
    }

    var operation: Operation? {
        guard case .text(let text) = self else { return nil }
        return text.operation
    }
}
