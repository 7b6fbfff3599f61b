// SPDX-License-Identifier: Apache-2.0

import Wire

/// One message that waits to be told, and how often it has been told (spec §12.1).
struct Broadcast: Equatable, Sendable {
    /// The encoded message, made once.
    let bytes: [UInt8]
    /// Whom it is about, or the name that the application gave it: a newer one about the same
    /// takes its place.
    let subject: MemberName?
    /// Who waits for it to have been told often enough, or to be replaced.
    let operation: Operation?
    var transmits = 0
}
