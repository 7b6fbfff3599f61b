// SPDX-License-Identifier: Apache-2.0

import Reactor

/// Why a node could not start.
public enum NodeStartError: Error, Sendable, Equatable {
    /// A name has at least one byte and at most 256.
    case invalidName
    /// Not an IP literal.
    case invalidBindAddress(String)
    /// Not an IP literal, or one that means every interface.
    case invalidAdvertiseAddress(String)
    /// More than every member can be told.
    case metadataTooLarge(bytes: Int, limit: Int)
    /// More than the header of a packet can carry.
    case labelTooLong(bytes: Int, limit: Int)
    /// A key has 16, 24 or 32 bytes.
    case invalidKeyLength(bytes: Int)
    /// The gossip protocol has versions 1 to 5.
    case invalidProtocolVersion(UInt8)
    /// The version spoken must lie between the least and the greatest that are understood.
    case invalidDelegateVersions(Member.Versions)
    /// What a setting, or some together, say cannot be.
    case impossible(ImpossibleSetting)
    /// The own advertised address is in none of the allowed networks (spec §15.4).
    case advertisedAddressNotAllowed(String)
    /// Another program listens there.
    case addressInUse(String)
    /// This user may not listen there.
    case permissionDenied(String)
    /// No interface of this machine has the address.
    case addressNotAvailable(String)
    /// Bound to every interface, and none has a private address to advertise (spec §15.1).
    case noPrivateAddress
    /// The system refused what the node needs.
    case system(operation: String, errno: Int32)
}

extension NodeStartError: CustomStringConvertible {
    /// One sentence for the operator, without a full stop.
    public var description: String {
        switch self {
        case .invalidName: "the node cannot have this name; choose another"
        case .invalidBindAddress(let text): "\(text) is not an IP address to listen on"
        case .invalidAdvertiseAddress(let text): "\(text) is not an IP address to advertise"
        case .metadataTooLarge(let bytes, let limit):
            "the metadata has \(bytes) bytes; the limit is \(limit)"
        case .labelTooLong(let bytes, let limit):
            "the label has \(bytes) bytes; the limit is \(limit)"
        case .invalidKeyLength(let bytes): "a key has \(bytes) bytes; use 16, 24 or 32"
        case .invalidProtocolVersion(let version):
            "there is no protocol version \(version); use 1 to 5"
        case .invalidDelegateVersions(let versions):
            "the delegate version \(versions.current) does not lie between \(versions.min) "
                + "and \(versions.max)"
        case .impossible(let setting):
            "\(setting.names.joined(separator: ", ")): \(setting.sentence)"
        case .advertisedAddressNotAllowed(let address):
            "this node's own address \(address) is in none of the networks that are allowed"
        case .addressInUse(let address):
            "the node cannot listen on \(address): another program does; choose another port"
        case .permissionDenied(let address):
            "the node cannot listen on \(address): this user may not; choose a port above 1023"
        case .addressNotAvailable(let address):
            "the node cannot listen on \(address): it is no address of this machine"
        case .noPrivateAddress:
            "this machine has no private address to tell the others; say where they find it"
        case .system(let operation, let errno):
            "the node cannot start: \(operation): \(Errno(code: errno))"
        }
    }
}
