// SPDX-License-Identifier: Apache-2.0

import Logging
import Membership
import Reactor
import Wire

/// How large the state is that this node tells in a push/pull.
extension NodeLoop {
    /// Says so when it is about to become too large for peers to accept.
    func noteLocalState(bytes: Int) {
        localStateBytes = bytes
        guard bytes > WireLimits.localStateWarningBytes,
            let unsaid = logPace.admit(.largeState, at: loop.now)
        else { return }
        logger.warning(
            "the members and the application's state are about too large for a push/pull",
            metadata: [
                "bytes": "\(bytes)", "limit": "\(WireLimits.streamEnvelopeBytes)",
                "members": "\(participant.memberCount)", "others-unsaid": "\(unsaid)",
            ]
        )
    }
}
