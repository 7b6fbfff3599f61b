// SPDX-License-Identifier: Apache-2.0

/// What the driver of a conversation must do.
package enum ConversationOutput: Equatable, Sendable {
    /// Send reliably to every other member, and print `send to NAME msg: …` for each.
    case sendToAllOthers(payload: [UInt8], message: PingPongMessage)
    /// Print `received msg: …`.
    case received(PingPongMessage)
    /// Keep the payload for the application: it is no ping/pong message.
    case inbox(payload: [UInt8])
}
