// SPDX-License-Identifier: Apache-2.0

import Reactor

/// Why a copy was not sent.
public enum DeliveryFailure: Error, Sendable, Equatable {
    case timedOut
    case connectionRefused
    case unreachable(errno: Int32)
    /// Some of it may have arrived.
    case connectionLost(errno: Int32)
    /// The member's address cannot be dialled (no port, no address).
    case unusableAddress
    /// The node is shutting down.
    case stopped
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
        case .stopped: "the node is shutting down"
        }
    }
}
