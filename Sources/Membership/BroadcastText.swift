// SPDX-License-Identifier: Apache-2.0

import Wire

/// Everything of a broadcast that is not the word of a member about itself.
final class BroadcastText: Sendable {
    /// The encoded message, made once.
    let bytes: [UInt8]
    /// Whom it is about: a newer one about the same member takes its place.
    let subject: MemberName?
    /// Of the subject's name; another in every process.
    let subjectHash: Int
    /// Who waits for it to have been told often enough, or to be replaced.
    let operation: Operation?

    init(bytes: [UInt8], subject: MemberName?, operation: Operation?) {
        self.bytes = bytes
        self.subject = subject
        subjectHash = subject?.hashValue ?? 0
        self.operation = operation
    }
}
