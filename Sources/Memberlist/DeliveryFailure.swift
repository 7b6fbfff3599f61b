// SPDX-License-Identifier: Apache-2.0

import Reactor

/// Why a copy was not sent.
public enum DeliveryFailure: Error, Sendable, Equatable {
    /// The order's time was up before the peer had taken everything.
    case timedOut
    /// Nobody listens at the member's address.
    case connectionRefused
    /// No connection came about, for the system's reason.
    case unreachable(errno: Int32)
    /// The connection broke, and some of the message may have arrived; 0 when the system gave no
    /// reason.
    case connectionLost(errno: Int32)
    /// The member's address cannot be dialled (no port, no address).
    case unusableAddress
    /// Too many messages for the member are waiting already.
    case overloaded
    /// The lane ended before the member had confirmed the message, which may have arrived.
    case unconfirmed
    /// The node is shutting down.
    case stopped
}

extension DeliveryFailure {
    /// Stable, kebab-case, for programs.
    package var code: String {
        switch self {
        case .timedOut: "timed-out"
        case .connectionRefused: "connection-refused"
        case .unreachable: "unreachable"
        case .connectionLost: "connection-lost"
        case .unusableAddress: "unusable-address"
        case .overloaded: "overloaded"
        case .unconfirmed: "unconfirmed"
        case .stopped: "node-stopped"
        }
    }

    /// Every code that there is.
    static let codes = [
        Self.timedOut, .connectionRefused, .unreachable(errno: 0), .connectionLost(errno: 0),
        .unusableAddress, .overloaded, .unconfirmed, .stopped,
    ].map(\.code)
}

extension DeliveryFailure: CustomStringConvertible {
    public var description: String {
        switch self {
        case .timedOut: "it took too long"
        case .connectionRefused: "connection refused"
        case .unreachable(let number): "cannot connect: \(Errno(code: number))"
        case .connectionLost(0): "the connection broke"
        case .connectionLost(let number): "the connection broke: \(Errno(code: number))"
        case .unusableAddress: "its address cannot be dialled"
        case .overloaded: "too many messages for it are waiting already"
        case .unconfirmed: "it had not been confirmed when the lane ended"
        case .stopped: "the node is shutting down"
        }
    }
}
