// SPDX-License-Identifier: Apache-2.0

import Messaging
import Wire
import WireSecurity

/// What stands around every message of this node: compression, encryption, label.
///
/// Made anew when the keys change; streams under way keep what they began with.
struct Framing: Sendable {
    let packetDecoder: PacketDecoder
    let packetEncoder: PacketEncoder
    let streamEncoder: StreamEncoder
    let lanes: LaneFraming
    let laneKeys: LaneKeyNames
    private let label: [UInt8]
    private let skipsInboundLabelCheck: Bool
    private let encryption: Encryption?

    /// - Parameters:
    ///   - settings: label, compression, and the two switches of encryption.
    ///   - keyring: without keys, nothing of cryptography is touched.
    ///   - protocolVersion: members that speak 1 pad what they encrypt (spec §5.2).
    init(_ settings: NodeSettings, _ keyring: Keyring, protocolVersion: UInt8) {
        let cipher = KeyringCipher(keyring, version: protocolVersion == 1 ? .padded : .bare)
        encryption = cipher.map {
            Encryption(
                $0,
                verifyIncoming: settings.verifyIncoming,
                verifyOutgoing: settings.verifyOutgoing
            )
        }
        label = settings.label
        skipsInboundLabelCheck = settings.skipInboundLabelCheck
        packetDecoder = PacketDecoder(
            label: label,
            encryption: encryption,
            skipInboundLabelCheck: settings.skipInboundLabelCheck
        )
        packetEncoder = PacketEncoder(
            label: label,
            compression: settings.compression,
            encryption: encryption
        )
        let laneCipher = KeyringLaneKeys(keyring)
        lanes = LaneFraming(
            label: settings.label,
            cipher: cipher.flatMap { cipher in laneCipher.map { (cipher, $0) } },
            skipInboundLabelCheck: settings.skipInboundLabelCheck
        )
        laneKeys = LaneKeyNames(laneCipher)
        streamEncoder = StreamEncoder(
            label: label,
            compression: settings.compression,
            encryption: encryption
        )
    }

    /// Reads what one peer says.
    func streamDecoder(_ side: StreamDecoder.Side, limits: StreamLimits) -> StreamDecoder {
        StreamDecoder(
            side: side,
            label: label,
            encryption: encryption,
            skipInboundLabelCheck: skipsInboundLabelCheck,
            limits: limits
        )
    }
}
