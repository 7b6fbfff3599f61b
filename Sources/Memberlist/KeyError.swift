// SPDX-License-Identifier: Apache-2.0

import WireSecurity

/// Why a node's keys stay as they are.
public enum KeyError: Error, Sendable, Equatable {
    /// A key has 16, 24 or 32 bytes.
    case invalidLength(bytes: Int)
    /// A key must be added before it is used.
    case unknownKey
    /// The key that encrypts cannot be removed; use another one first.
    case primaryKey
    /// Encrypted, a packet of ``NodeSettings/udpBufferSize`` would have no room for what the node
    /// says of itself.
    case packetsTooSmall(bytes: Int, least: Int)
    /// The node has ended.
    case stopped

    init(_ error: KeyringError) {
        self =
            switch error {
            case .invalidLength(let bytes): .invalidLength(bytes: bytes)
            case .unknownKey: .unknownKey
            case .primaryKey: .primaryKey
            }
    }
}

extension KeyError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidLength(let bytes): "the key has \(bytes) bytes; use 16, 24 or 32"
        case .unknownKey: "the key must be added before it is used"
        case .primaryKey: "the key that encrypts cannot be removed; use another one first"
        case .packetsTooSmall(let bytes, let least):
            "packets of \(bytes) bytes are too small to be encrypted; with this name, metadata and "
                + "label use at least \(least)"
        case .stopped: "the node has ended"
        }
    }
}
