// SPDX-License-Identifier: Apache-2.0

import Determinism
import Logging
import Membership
import Reactor
import Wire

/// What peers ask over streams (spec §6).
extension NodeLoop {
    /// Bytes that inbound streams may hold together; a stream that would exceed it is closed.
    private static let inboundBytesLimit = 128 * 1_024 * 1_024

    /// A peer cannot show us more members than our table would hold.
    var streamLimits: StreamLimits {
        var limits = StreamLimits()
        limits.members = participant.settings.maximumMembers
        return limits
    }

    /// Takes in a stream, or closes it when there are too many.
    func admit(_ socket: consuming StreamSocket) {
        counters[.streamsAccepted] += 1
        guard inbound.count < Acceptor.streamLimit else {
            counters[.streamsRefused] += 1
            return
        }
        guard !refusesStreams(from: socket.peer) else { return }
        socket.setNoDelay()
        let decoder = framing.streamDecoder(.acceptor, limits: streamLimits)
        let stream = InboundStream(socket, decoder: decoder, node: self)
        let timeout = settings.profile.tcpTimeout
        do throws(Errno) {
            try stream.start(deadline: loop.now + timeout)
            inbound[ObjectIdentifier(stream)] = stream
        } catch {
            counters.drop("accept-failed")
        }
    }

    /// Whether an inbound stream may hold so many more bytes.
    func admit(_ bytes: Int) -> Bool {
        guard inboundBytes + bytes <= Self.inboundBytesLimit else {
            counters.drop("stream-memory-limit")
            return false
        }
        inboundBytes += bytes
        return true
    }

    func inboundStreamEnded(_ stream: InboundStream, held: Int) {
        inboundBytes -= held
        inbound[ObjectIdentifier(stream)] = nil
    }

    /// Whether one more push/pull may be read; `endPushPull` follows when it has been answered.
    ///
    /// Of so many at once, the last is closed without an answer (spec §6.2).
    func beginPushPull(with peer: SocketAddress) -> Bool {
        guard concurrentPushPulls + 1 < WireLimits.concurrentPushPulls else {
            counters.drop("push-pull-limit")
            if let unsaid = logPace.admit(.pushPullLimit, at: loop.now) {
                logger.warning(
                    "too many push/pulls at once; some are refused",
                    metadata: [
                        "peer": "\(peer)", "limit": "\(WireLimits.concurrentPushPulls - 1)",
                        "others-unsaid": "\(unsaid)",
                    ]
                )
            }
            return false
        }
        concurrentPushPulls += 1
        return true
    }

    func endPushPull() { concurrentPushPulls -= 1 }

    func count(_ name: NodeCounters.Name) { counters[name] += 1 }

    /// What to say to a whole request, which took `size` bytes on the stream.
    func answer(
        to frame: StreamFrame,
        size: Int,
        from peer: SocketAddress
    ) -> InboundStream.Verdict {
        defer { settle() }
        counters.messages.add(.received, .stream, frame.type)
        switch frame {
        case .user(let payload):
            counters[.userStreamsReceived] += 1
            // An empty message is not delivered (spec §6.3).
            if !payload.isEmpty { deliver(payload, from: nil, by: .stream) }
            return .close
        case .ping(let ping):
            guard let ack = participant.answer(toStreamPing: ping) else {
                counters.drop("stream-ping-for-other-name")
                return .close
            }
            counters.messages.add(.sent, .stream, .ack)
            return .reply(framing.streamEncoder.reply(.ack(ack)), then: {})
        case .pushPull(let remote):
            // The answer shows the table from before the merge (spec §6.2).
            let state = ownState(isJoin: remote.join) { framing.streamEncoder.reply($0) }
            counters[.pushPullsAnswered] += 1
            counters.messages.add(.sent, .stream, .pushPull)
            return .reply(state) { [self] in mergeRequest(remote, size: size, from: peer) }
        case .lane(let opening): return lanes.answer(to: opening, from: peer)
        case .ack, .error:
            // The decoder of this side refuses them already.
            counters.drop("stream-unexpected-type")
            return .close
        }
    }

    private func mergeRequest(_ remote: PushPull, size: Int, from peer: SocketAddress) {
        do throws(MergeRefusal) {
            try merge(remote, size: size)
            if remote.join { markJoined() }
        } catch {
            counters[.mergesRefused] += 1
            guard let unsaid = logPace.admit(.mergeRefused, at: loop.now) else { return }
            logger.warning(
                "refused to merge the members of a peer",
                metadata: [
                    "peer": "\(peer)", "reason": "\(error)", "others-unsaid": "\(unsaid)",
                ]
            )
        }
    }

    /// What to say to a request that makes no sense.
    func answer(to error: StreamError, from peer: SocketAddress) -> InboundStream.Verdict {
        counters.drop("stream-\(error.reason)")
        noteStreamNonsense(from: peer)
        noteMismatch(of: error, peer)
        logger.debug(
            "stream dropped",
            metadata: ["from": "\(peer)", "reason": "\(error.reason)"]
        )
        guard error.deservesReply else { return .close }
        counters.messages.add(.sent, .stream, .error)
        return .reply(framing.streamEncoder.reply(.error("\(error)")), then: {})
    }
}
