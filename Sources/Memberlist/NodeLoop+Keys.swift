// SPDX-License-Identifier: Apache-2.0

import Determinism
import Logging
import Membership
import Reactor
import Wire
import WireSecurity

/// The keyring, and what peers say that it does not open.
extension NodeLoop {
    /// Changes the ring; whatever is framed from now on follows it.
    func changeKeys(_ change: KeyChange, _ key: [UInt8]) -> Result<Void, KeyError> {
        var changed = keyring
        do throws(KeyringError) {
            switch change {
            case .add: try changed.add(key)
            case .use: try changed.use(key)
            case .remove: try changed.remove(key)
            }
        } catch {
            return .failure(KeyError(error))
        }
        let changedFraming = Framing(
            settings,
            changed,
            protocolVersion: participant.settings.protocolVersion
        )
        // The first key takes room in every packet.
        let shortage = participant.packetShortage(overhead: changedFraming.packetEncoder.overhead)
        guard shortage <= 0 else {
            let (bytes, least) = (settings.udpBufferSize, settings.udpBufferSize + shortage)
            return .failure(.packetsTooSmall(bytes: bytes, least: least))
        }
        let former = framing.laneKeys
        keyring = changed
        framing = changedFraming
        lanes.keysChanged(from: former)
        run(participant.setPacketOverhead(framing.packetEncoder.overhead))
        quarantine.releaseAll()
        logger.info(
            "keys changed",
            metadata: ["change": "\(change)", "key": "\(KeyID.of(key))", "keys": "\(keyIDs)"]
        )
        return .success(())
    }

    /// Says which keys there are, by names that tell nothing about them; and, as memberlist does,
    /// that none is little where everybody can come by (spec §14).
    func logKeys() {
        guard !keyring.isEmpty else {
            guard let address = advertised.socketAddress, !AdvertisedAddress.isPrivate(address)
            else { return }
            logger.warning(
                "gossip is not encrypted, and the advertised address is public",
                metadata: ["address": "\(address)"]
            )
            return
        }
        logger.info("gossip is encrypted", metadata: ["keys": "\(keyIDs)"])
    }

    /// The primary first.
    private var keyIDs: String { keyring.keyIDs.joined(separator: ",") }
}
