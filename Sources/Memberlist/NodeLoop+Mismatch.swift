// SPDX-License-Identifier: Apache-2.0

import Logging
import Reactor
import Wire

/// Saying in words that a peer's label or key is not ours; each kind once a minute at most.
///
/// Both look like noise to a node, and packets are never answered: an operator would only see that
/// nobody joins.
extension NodeLoop {
    func noteMismatch(of drop: PacketDrop, _ peer: SocketAddress) {
        switch drop {
        case .labelMismatch: labelDiffers(peer, "packet")
        case .encryption(let error): encryptionDiffers("\(error)", peer, "packet")
        default: break
        }
    }

    /// A request of a peer was refused.
    func noteMismatch(of error: StreamError, _ peer: SocketAddress) {
        switch error {
        case .labelMismatch: labelDiffers(peer, "stream")
        case .encrypted, .unencrypted, .encryption:
            encryptionDiffers("\(error)", peer, "stream")
        default: break
        }
    }

    /// A conversation that we began came to nothing.
    func noteMismatch(of failure: StreamFailure, _ peer: SocketAddress) {
        switch failure {
        case .malformed(let error): noteMismatch(of: error, peer)
        case .refused: failed(.refusedByPeer, "a peer cannot read what we send", failure, peer)
        case .closedBeforeReply:
            // A peer whose label differs hangs up without a word (spec §6.1), and so does one with
            // too much to do; hence the question mark in its sentence.
            failed(.closedBeforeReply, "a peer hung up on us", failure, peer)
        default: break
        }
    }

    private func failed(
        _ topic: LogPace.Topic,
        _ message: Logger.Message,
        _ failure: StreamFailure,
        _ peer: SocketAddress
    ) {
        guard let unsaid = logPace.admit(topic, at: loop.now) else { return }
        // The words of a peer may be long.
        let reason = failure.sentence.prefix(200)
        logger.notice(
            message,
            metadata: [
                "peer": "\(peer)", "reason": "\(reason)", "others-unsaid": "\(unsaid)",
            ]
        )
    }

    private func labelDiffers(_ peer: SocketAddress, _ what: String) {
        guard let unsaid = logPace.admit(.labelDiffers, at: loop.now) else { return }
        logger.notice(
            "a peer's label differs from ours",
            metadata: ["peer": "\(peer)", "by": "\(what)", "others-unsaid": "\(unsaid)"]
        )
    }

    private func encryptionDiffers(_ words: String, _ peer: SocketAddress, _ what: String) {
        guard let unsaid = logPace.admit(.encryptionDiffers, at: loop.now) else { return }
        logger.notice(
            "a peer's encryption differs from ours",
            metadata: [
                "peer": "\(peer)", "by": "\(what)", "reason": "\(words)",
                "others-unsaid": "\(unsaid)",
            ]
        )
    }
}
