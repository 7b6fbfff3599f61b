// SPDX-License-Identifier: Apache-2.0

import Determinism
import Logging
import Membership
import Reactor
import Wire
import WireSecurity

/// The keyring, and what peers say that it does not open.
extension NodeLoop {
    /// A difference of keys is logged once in this time, however often it is met.
    private static let mismatchLogInterval = Duration.seconds(60)

    /// Changes the ring; whatever is framed from now on follows it.
    func changeKeys(_ change: KeyChange, _ key: [UInt8]) -> Result<Void, KeyError> {
        do throws(KeyringError) {
            switch change {
            case .add: try keyring.add(key)
            case .use: try keyring.use(key)
            case .remove: try keyring.remove(key)
            }
        } catch {
            return .failure(KeyError(error))
        }
        framing = Framing(
            settings,
            keyring,
            protocolVersion: participant.settings.protocolVersion
        )
        run(participant.setPacketOverhead(framing.packetEncoder.overhead))
        logger.info(
            "keys changed",
            metadata: ["change": "\(change)", "key": "\(KeyID.of(key))", "keys": "\(keyIDs)"]
        )
        return .success(())
    }

    /// Says which keys there are, by names that tell nothing about them.
    func logKeys() {
        guard !keyring.isEmpty else { return }
        logger.info("gossip is encrypted", metadata: ["keys": "\(keyIDs)"])
    }

    /// The primary first.
    private var keyIDs: String { keyring.keyIDs.joined(separator: ",") }

    /// A peer's key differs from ours, or one of us has none.
    func keysDiffer(_ words: String, _ peer: SocketAddress) {
        if let last = mismatchLoggedAt, loop.now - last < Self.mismatchLogInterval { return }
        mismatchLoggedAt = loop.now
        logger.notice(
            "a peer's encryption differs from ours",
            metadata: ["peer": "\(peer)", "reason": "\(words)"]
        )
    }
}

extension StreamError {
    /// Whether keys or their absence may be the cause.
    var concernsKeys: Bool {
        switch self {
        case .encrypted, .unencrypted, .encryption: true
        default: false
        }
    }
}
