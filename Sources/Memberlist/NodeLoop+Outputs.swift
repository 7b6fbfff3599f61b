// SPDX-License-Identifier: Apache-2.0

import Determinism
import Logging
import Membership
import Reactor
import Wire

extension NodeLoop {
    /// Carries out what the participant asks for; the only switch over `Output`.
    func run(_ outputs: [Output]) {
        guard !outputs.isEmpty else { return }
        for output in outputs {
            switch output {
            case .sendPacket(let payload, let endpoint, let checksum):
                Compound.forEachType(in: payload) { counters.messages.add(.sent, .packet, $0) }
                queue(framing.packetEncoder.encode(payload, checksum: checksum), to: endpoint)
            case .openStream(let id, let endpoint, let purpose):
                open(id, to: endpoint, purpose)
            case .deliver(let payload, let source):
                counters[.userPacketsReceived] += 1
                deliver(payload, from: source, by: .packet)
            case .report(let change):
                report(change)
            case .finished(.leave):
                publishIfChanged()
                let waiting = waitingForLeave
                waitingForLeave = []
                for answer in waiting { answer.give(.success(())) }
            case .finished(.updateMetadata(let request)):
                publishIfChanged()
                updates.take(request, on: loop)?(.success(()))
            case .finished(.broadcast(let request)):
                broadcastEnded(request, .told)
            case .broadcastEnded(let request, let ending):
                broadcastEnded(request, ending)
            case .pingEnded(let request, let answer):
                pingEnded(request, answer)
            case .probed(let report):
                probed(report)
            }
        }
        settle()
    }

    // MARK: Streams that the participant asked for

    private func open(_ id: StreamID, to endpoint: Endpoint, _ purpose: StreamPurpose) {
        let request: [UInt8]
        let timeout: Duration
        switch purpose {
        case .pushPull(let join):
            request = ownState(isJoin: join) { framing.streamEncoder.request($0) }
            timeout = settings.profile.tcpTimeout
            counters[.pushPullsDialled] += 1
        case .ping(let ping, let limit):
            request = framing.streamEncoder.request(.ping(ping))
            timeout = limit
        }
        guard let address = endpoint.socketAddress else {
            ended(id, purpose, since: MonotonicClock.now, .failure(.unusableAddress), nil)
            return
        }
        counters[.streamsDialled] += 1
        let dialledAt = MonotonicClock.now
        let decoder = framing.streamDecoder(.dialer, limits: streamLimits)
        do throws(Errno) {
            let stream = try OutboundStream(
                on: loop,
                to: address,
                request: request,
                until: .answered(decoder)
            ) { [weak self] result in
                self?.ended(id, purpose, since: dialledAt, result.map { $0 }, address)
            }
            dialogues[id] = stream
            stream.start(deadline: loop.now + timeout)
        } catch {
            ended(id, purpose, since: dialledAt, .failure(.dial(error)), address)
        }
    }

    private func ended(
        _ id: StreamID,
        _ purpose: StreamPurpose,
        since dialledAt: Instant,
        _ result: Result<StreamFrame?, StreamFailure>,
        _ peer: SocketAddress?
    ) {
        let dialogue = dialogues.removeValue(forKey: id)
        if let dialogue { countMessages(of: dialogue, purpose, result) }
        let outcome: Result<Void, StreamFailure>
        switch (result, purpose) {
        case (.failure(let failure), _):
            outcome = .failure(failure)
        case (.success(.error(let words)), _):
            outcome = .failure(.refused(words))
        case (.success(.pushPull(var remote)), .pushPull(let join)):
            // It is a join if we say so; the answer only repeats it.
            remote.join = join
            outcome = mergeAnswer(remote, of: id, size: dialogue?.bytesRead ?? 0)
            metrics.pushPullEnded(MonotonicClock.now - dialledAt)
        case (.success(.ack(let ack)), .ping):
            run(participant.receive(streamAck: ack, for: id, at: loop.now))
            outcome = .success(())
        case (.success, _):
            outcome = .failure(.unexpectedAnswer)
        }
        if case .failure(let failure) = outcome {
            countFailure(failure)
            if let peer { noteMismatch(of: failure, peer) }
            run(participant.streamFailed(id, isLocal: failure.isLocal, at: loop.now))
        }
        joinStreamEnded(id, outcome)
        settle()
    }

    /// What went out over a stream that this node dialled, and what came back.
    private func countMessages(
        of dialogue: OutboundStream,
        _ purpose: StreamPurpose,
        _ result: Result<StreamFrame?, StreamFailure>
    ) {
        counters[.streamBytesSent] += UInt64(dialogue.bytesWritten)
        counters[.streamBytesReceived] += UInt64(dialogue.bytesRead)
        if dialogue.bytesWritten > 0 {
            let isPing = if case .ping = purpose { true } else { false }
            counters.messages.add(.sent, .stream, isPing ? .ping : .pushPull)
        }
        if case .success(let frame?) = result {
            counters.messages.add(.received, .stream, frame.type)
        }
    }

    private func mergeAnswer(
        _ remote: PushPull,
        of stream: StreamID,
        size: Int
    ) -> Result<Void, StreamFailure> {
        do throws(MergeRefusal) {
            try merge(remote, size: size, answering: stream)
            return .success(())
        } catch {
            counters[.mergesRefused] += 1
            return .failure(.mergeRefused("\(error)"))
        }
    }

    private func countFailure(_ failure: StreamFailure) {
        counters[.streamsFailed] += 1
        counters.drop("stream-\(failure.reason)")
        logger.debug("stream failed", metadata: ["reason": "\(failure.sentence)"])
    }
}
