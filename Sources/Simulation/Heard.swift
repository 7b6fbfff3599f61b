// SPDX-License-Identifier: Apache-2.0

import Membership
import Wire

/// A message as it comes out of a packet.
enum Heard: Sendable {
    /// Of a kind that thousands of nodes hear: all keep the same copy.
    case announcement(Announcement)
    indirect case message(Message)

    /// `nil` when the bytes are no message.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard let message = try? Message.decode(Array(bytes)) else { return nil }
        if case .alive(let alive) = message {
            self = .announcement(Announcement(alive))
        } else {
            self = .message(message)
        }
    }
}
