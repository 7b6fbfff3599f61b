// SPDX-License-Identifier: Apache-2.0

/// Why a node could not start; one sentence each for the operator in `description`.
public enum NodeStartError: Error, Sendable, Equatable {
    case invalidName
    case invalidBindAddress(String)
    case invalidAdvertiseAddress(String)
    case metadataTooLarge(bytes: Int, limit: Int)
    case labelTooLong(bytes: Int, limit: Int)
    /// A key has 16, 24 or 32 bytes.
    case invalidKeyLength(bytes: Int)
    /// The gossip protocol has versions 1 to 5.
    case invalidProtocolVersion(UInt8)
    /// The version spoken must lie between the least and the greatest that are understood.
    case invalidDelegateVersions(Member.Versions)
    case addressInUse(String)
    case permissionDenied(String)
    case addressNotAvailable(String)
    /// Bound to every interface, and none has a private address to advertise (spec §15.1).
    case noPrivateAddress
    case system(operation: String, errno: Int32)
}
