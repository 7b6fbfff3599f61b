// SPDX-License-Identifier: Apache-2.0

/// The first byte of a frame (docs/lane-protocol.md §6).
///
/// 0x10 to 0x1F are numbered. From 0x80 on, frames that are not known are left out; below, they end
/// the connection. Only ever appended to.
package enum LaneFrameType: UInt8, Hashable, Sendable {
    case acknowledgement = 0x01
    case credit = 0x02
    case ping = 0x03
    case pong = 0x04
    case close = 0x05

    /// A message, or its last piece.
    case message = 0x10
    /// A piece of a message that goes on.
    case piece = 0x11
    case call = 0x12
    case reply = 0x13
    case body = 0x14
    case cancel = 0x15
    case stop = 0x16
    /// A number with nothing to say.
    case void = 0x1F

    /// Frames from here on may be left out when they are not known.
    static let firstOptional: UInt8 = 0x80

    var isNumbered: Bool { rawValue & 0xF0 == 0x10 }

    /// Whether the frame belongs to a call.
    var isOfExchange: Bool {
        switch self {
        case .call, .reply, .body, .cancel, .stop: true
        case .acknowledgement, .credit, .ping, .pong, .close, .message, .piece, .void: false
        }
    }
}
