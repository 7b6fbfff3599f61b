// SPDX-License-Identifier: Apache-2.0

/// What can happen, as far as an application is told.
package enum EventType: String, CaseIterable, Sendable {
    case memberJoin = "member-join"
    case memberUpdate = "member-update"
    case memberSuspect = "member-suspect"
    case memberAlive = "member-alive"
    case memberDead = "member-dead"
    case memberLeave = "member-leave"
    /// A message that is neither of the next two.
    case message
    /// A message of the ping/pong game with the key `ping`.
    case ping
    /// A message of the ping/pong game with the key `pong`.
    case pong
    /// How far a copy of a message of this node has come since the answer to who sent it.
    case receipt
    /// Told to one reader: what it cannot have any more.
    case gap

    /// Of a message.
    package init(_ message: InboxMessage) {
        switch message.pingPong?.key {
        case "ping": self = .ping
        case "pong": self = .pong
        default: self = .message
        }
    }
}
