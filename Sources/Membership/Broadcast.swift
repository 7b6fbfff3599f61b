// SPDX-License-Identifier: Apache-2.0

import Wire

/// One message to be told, and how often it has been told (spec §12.1).
struct Broadcast: Sendable {
    let content: BroadcastContent
    var transmits: UInt32 = 0

    init(_ content: BroadcastContent, transmits: UInt32) {
        self.content = content
        self.transmits = transmits
    }

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
    var bytes: [UInt8] { content.bytes }

    /// Whom it is about, or the name that the application gave it: a newer one about the same
    /// takes its place.
    var subject: MemberName? { content.subject }

    /// Who waits for it to have been told often enough, or to be replaced.
    var operation: Operation? { content.operation }
}

extension Broadcast: Equatable {
    /// Whether both say the same and have been told equally often, whenever they were submitted.
    static func == (a: Self, b: Self) -> Bool {
        a.bytes == b.bytes && a.subject == b.subject && a.operation == b.operation
            && a.transmits == b.transmits
    }
}
