// SPDX-License-Identifier: Apache-2.0

/// One message to carry to one, several, or all other members.
public struct SendOrder: Sendable {
    public enum Recipients: Sendable, Equatable {
        /// Every other member that is alive or suspect.
        case everyoneElse
        /// These, in this order; a name given twice is sent to once.
        case named([String])
    }

    public var recipients: Recipients
    public var payload: [UInt8]
    /// A stream (memberlist's SendReliable), or one packet (SendBestEffort).
    public var reliable: Bool
    /// How long the whole order may take.
    public var timeout: Duration

    public init(
        to recipients: Recipients,
        payload: [UInt8],
        reliable: Bool = true,
        timeout: Duration = .seconds(10)
    ) {
        self.recipients = recipients
        self.payload = payload
        self.reliable = reliable
        self.timeout = timeout
    }
}

/// What became of one recipient's copy.
public struct Delivery: Sendable, Equatable {
    public enum Path: String, Sendable {
        case stream
        case packet
        /// The node itself was named.
        case local
    }

    public let recipient: String
    public let path: Path
    /// Size of the payload.
    public let bytes: Int
    /// From the order to the result.
    public let elapsed: Duration
    /// `nil`: the peer's system has taken every byte, and nobody claims more.
    public let failure: DeliveryFailure?
}

/// Why a copy was not sent.
public enum DeliveryFailure: Error, Sendable, Equatable {
    case timedOut
    case connectionRefused
    case unreachable(errno: Int32)
    case connectionLost(errno: Int32)
    /// The member's address cannot be dialled (no port, no address).
    case unusableAddress
    /// The node is shutting down.
    case stopped
}

/// Why an order was refused as a whole; nothing was sent to anyone.
public enum SendError: Error, Sendable, Equatable {
    case unknownMembers([String])
    /// Named, known, but dead or left.
    case membersNotAlive([String])
    /// More than one packet, or one stream, can carry.
    case payloadTooLarge(limit: Int)
    /// Too many orders are waiting already.
    case overloaded
    case stopped
}
