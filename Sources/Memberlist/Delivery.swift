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
    /// How far it had come by then.
    ///
    /// Sent by stream or lane means that the peer's system has taken every byte, sent by packet
    /// that this system has. Delivered means that the member itself says that it holds it.
    public let status: DeliveryStatus
    /// Whether the recipient says when it holds the message, as members with lanes do; otherwise
    /// sent is as far as a copy gets.
    public let isConfirmable: Bool
    /// Why it failed; `nil` unless it did.
    public let failure: DeliveryFailure?

    package init(
        recipient: String,
        path: MessagePath,
        bytes: Int,
        elapsed: Duration,
        status: DeliveryStatus,
        isConfirmable: Bool,
        failure: DeliveryFailure? = nil
    ) {
        self.recipient = recipient
        self.path = path
        self.bytes = bytes
        self.elapsed = elapsed
        self.status = status
        self.isConfirmable = isConfirmable
        self.failure = failure
    }
}

extension Delivery: CustomStringConvertible {
    /// One line, fit to be printed whatever the member calls itself.
    public var description: String {
        let name = PrintableText.escaping(recipient)
        guard let failure else {
            return "\(status) to \(name) by \(path), \(bytes) bytes in \(elapsed)"
        }
        return "not sent to \(name) by \(path): \(failure)"
    }
}
