// SPDX-License-Identifier: Apache-2.0

import Membership
import Wire
import WireSecurity

extension NodeSettings {
    /// Longer names would not fit into a gossip packet beside the rest of an alive message.
    static let nameLimit = 256
    /// What memberlist calls ProtocolVersionMin and ProtocolVersionMax (spec §7).
    static let protocolVersions: ClosedRange<UInt8> = 1...5

    /// Checks what can be checked without a socket.
    func validate() throws(NodeStartError) {
        guard !name.isEmpty, name.utf8.count <= Self.nameLimit else { throw .invalidName }
        let limit = MembershipSettings.maximumMetadata
        guard metadata.count <= limit else {
            throw .metadataTooLarge(bytes: metadata.count, limit: limit)
        }
        guard label.count <= WireLimits.labelBytes else {
            throw .labelTooLong(bytes: label.count, limit: WireLimits.labelBytes)
        }
        guard Self.protocolVersions.contains(protocolVersion) else {
            throw .invalidProtocolVersion(protocolVersion)
        }
        let delegate = delegateVersions
        guard delegate.min <= delegate.current, delegate.current <= delegate.max else {
            throw .invalidDelegateVersions(delegate)
        }
        _ = try keyring()
        if let impossibleSetting { throw .impossible(impossibleSetting) }
    }

    /// The keys as a ring.
    func keyring() throws(NodeStartError) -> Keyring {
        do {
            return try Keyring(keys)
        } catch {
            switch error {
            case .invalidLength(let bytes): throw .invalidKeyLength(bytes: bytes)
            // Nothing is used or removed here.
            case .unknownKey, .primaryKey: return Keyring()
            }
        }
    }
}
