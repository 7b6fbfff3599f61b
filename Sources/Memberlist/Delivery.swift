// SPDX-License-Identifier: Apache-2.0

import JSONText

/// What became of one recipient's copy of a message.
public struct Delivery: Sendable, Equatable {
    /// The member's name.
    public let recipient: String
    /// How it travelled, or would have.
    public let path: MessagePath
    /// Size of the payload.
    public let bytes: Int
    /// From the order to the result.
    public let elapsed: Duration
    /// Why it was not sent; `nil` when it was.
    ///
    /// Sent by stream means that the peer's system has taken every byte, sent by packet that this
    /// system has. Nobody claims more.
    public let failure: DeliveryFailure?
}

extension Delivery: CustomStringConvertible {
    /// One line, fit to be printed whatever the member calls itself.
    public var description: String {
        let name = PrintableText.escaping(recipient)
        guard let failure else { return "sent to \(name) by \(path), \(bytes) bytes in \(elapsed)" }
        return "not sent to \(name) by \(path): \(failure)"
    }
}
