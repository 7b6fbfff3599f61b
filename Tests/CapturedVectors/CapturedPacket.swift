// SPDX-License-Identifier: Apache-2.0

/// A case of packets.json: a message, and the packet that the reference makes of it.
package struct CapturedPacket: Decodable {
    package let compression: Bool
    /// Empty without encryption.
    package let keyHex: Hex
    package let label: String
    package let messageHex: Hex
    package let packetHex: Hex
    /// Only with encryption.
    package let nonceHex: Hex?
    package let peerPmax: Int
    package let protocolVersion: UInt8

    /// All cases with a key, or all without.
    package static func cases(withKey: Bool) -> [CapturedPacket] {
        Vectors.cases("packets", as: CapturedPacket.self)
            .filter { $0.keyHex.bytes.isEmpty != withKey }
    }
}
