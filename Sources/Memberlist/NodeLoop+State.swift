// SPDX-License-Identifier: Apache-2.0

import Determinism
import Logging
import Membership
import Reactor
import Wire

/// The two halves of a push/pull: members, and the application's state (spec §6.2, §13.3).
extension NodeLoop {
    /// What this node knows, as `encode` frames it for one side of a stream.
    func ownState(isJoin: Bool, _ encode: (StreamFrame) -> [UInt8]) -> [UInt8] {
        var state = participant.pushPull(join: isJoin)
        state.userState = settings.hooks.localState?(isJoin) ?? []
        var frame = encode(.pushPull(state))
        if !state.userState.isEmpty, !isTransportable(state, frame) {
            counters.drop("local-state-too-large")
            logger.error(
                "the application's state is too large to be sent",
                metadata: [
                    "bytes": "\(state.userState.count)", "limit": "\(WireLimits.userStateBytes)",
                ]
            )
            state.userState = []
            frame = encode(.pushPull(state))
        }
        noteLocalState(bytes: frame.count)
        metrics.sent(stateBytes: frame.count, of: participant)
        return frame
    }

    /// Whether every peer takes it: the state by itself, and the frame, which may be an envelope.
    private func isTransportable(_ state: PushPull, _ frame: [UInt8]) -> Bool {
        state.userState.count <= WireLimits.userStateBytes
            && frame.count <= WireLimits.streamEnvelopeBytes
    }

    /// Takes over what another node knows; `size` is what its frame had in bytes, `stream` the one
    /// that it answers, if this node began.
    func merge(
        _ remote: PushPull,
        size: Int,
        answering stream: StreamID? = nil
    ) throws(MergeRefusal) {
        metrics.received(stateBytes: size)
        if settings.announcesLeaveToSerf, !remote.userState.isEmpty {
            serfClock.witness(userState: remote.userState)
        }
        if let stream {
            run(try participant.receive(remote, answering: stream, at: loop.now))
        } else {
            run(try participant.receive(remote, at: loop.now))
        }
        guard !remote.userState.isEmpty else { return }
        settings.hooks.mergeRemoteState?(remote.userState, remote.join)
    }
}
