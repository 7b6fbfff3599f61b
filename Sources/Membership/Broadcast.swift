// SPDX-License-Identifier: Apache-2.0

import Wire

/// One message that waits to be told, and how often it has been told (spec §12.1): 24 bytes.
struct Broadcast: Sendable {
    /// Most of what waits is what members said of themselves, and shared with the table.
    private enum Content {
        case announcement(Announcement)
        case text(BroadcastText)
    }

    private let content: Content
    /// Given by the queue: in the order of submission.
    var ticket = BroadcastTicket(rawValue: 0)
    var transmits: UInt32 = 0

    init(
        bytes: [UInt8],
        subject: MemberName?,
        operation: Operation?,
        transmits: UInt32 = 0
    ) {
        self.transmits = transmits
        content = .text(BroadcastText(bytes: bytes, subject: subject, operation: operation))
    }

    init(_ announcement: Announcement) { content = .announcement(announcement) }

    /// The encoded message.
    var bytes: [UInt8] {
        switch content {
        case .announcement(let announcement): announcement.encoded
        case .text(let text): text.bytes
        }
    }

    /// Whom it is about, or the name that the application gave it: a newer one about the same
    /// takes its place.
    var subject: MemberName? {
        switch content {
        case .announcement(let announcement): announcement.alive.node
        case .text(let text): text.subject
        }
    }

    /// Of the subject's name; another in every process.
    var subjectHash: Int {
        switch content {
        case .announcement(let announcement): announcement.nameHash
        case .text(let text): text.subjectHash
        }
    }

    /// Who waits for it to have been told often enough, or to be replaced.
    var operation: Operation? {
        guard case .text(let text) = content else { return nil }
        return text.operation
    }
}

extension Broadcast: Equatable {
    /// Whether both say the same and have been told equally often, whenever they were submitted.
    static func == (a: Self, b: Self) -> Bool {
        a.bytes == b.bytes && a.subject == b.subject && a.operation == b.operation
            && a.transmits == b.transmits
    }
}
