// SPDX-License-Identifier: Apache-2.0

package import Determinism
package import Wire

/// Failure detection (spec §11).
extension Participant {
    /// The driver could not deliver a packet because `endpoint` is at fault, as when a UDP write
    /// says that the connection was refused; a probe of it skips the wait for the ack (spec §11.2).
    package mutating func packetRefused(by endpoint: Endpoint, at now: Instant) -> [Output] {
        if let probe, probe.target.endpoint == endpoint, case .awaitingAck = probe.stage {
            askOthers(directRefused: true, at: now)
        }
        return drain()
    }

    /// The fallback ping over a stream was answered (spec §11.3).
    package mutating func receive(
        streamAck ack: Ack,
        for stream: StreamID,
        at now: Instant
    ) -> [Output] {
        if let probe, ack.sequenceNumber == probe.sequenceNumber,
            case .awaitingRelays(var awaited) = probe.stage, awaited.stream == stream
        {
            awaited.streamAnswered = true
            self.probe?.stage = .awaitingRelays(awaited)
        } else {
            claimRefuted(by: stream, at: now)
        }
        return drain()
    }

    /// A stream that was asked for came to nothing: no contact, no answer, or a wrong one.
    ///
    /// Little follows from it: a probe without contact fails by itself when its time is up, and
    /// who wants a join repeated asks again. Where `isLocal`, it was this machine that could not
    /// open it, which says nothing of the other.
    package mutating func streamFailed(
        _ stream: StreamID,
        isLocal: Bool = false,
        at now: Instant
    ) -> [Output] {
        _ = doubts.end(stream)
        if isLocal {
            claims.postpone(stream, by: settings.takeoverTime, at: now)
        } else {
            claimUpheld(by: stream, at: now)
        }
        return drain()
    }

    /// A probe is due: begins one, or remembers to when the one that runs ends.
    mutating func probeTick(at now: Instant) {
        guard probe == nil else {
            probeOverdue = true
            return
        }
        probeOverdue = false
        guard let slot = nextToProbe(at: now) else { return }
        beginProbe(of: table[slot], at: now)
    }

    /// Walks the round robin; after each round forgets the long gone and shuffles (spec §11.1).
    private mutating func nextToProbe(at now: Instant) -> Int? {
        var steps = 0
        while steps < order.count {
            guard let slot = order.next() else {
                reap(at: now)
                order.shuffle(count: table.count, using: &random)
                steps += 1
                continue
            }
            let member = table[slot]
            if slot != MemberTable.localSlot && (member.state == .alive || member.state == .suspect)
            {
                return slot
            }
            steps += 1
        }
        return nil
    }

    /// Forgets who has been dead or left for long (spec §8.7).
    private mutating func reap(at now: Instant) {
        let patience = settings.gossipToTheDeadTime
        let gone = table.remove { member in
            (member.state == .dead || member.state == .left) && now - member.since > patience
        }
        for name in gone {
            accusationsRepeated.remove(name)
            effects.append(.report(.reaped(name)))
        }
        statistics.reaped += gone.count
    }

    private mutating func beginProbe(of target: Member, at now: Instant) {
        statistics.probes += 1
        if awareness.score > 0 { statistics.degradedProbes += 1 }
        let number = nextSequenceNumber()
        probe = Probe(
            sequenceNumber: number,
            target: target,
            startedAt: now,
            expiresAt: now + awareness.scaled(settings.probeInterval),
            stage: .awaitingAck(until: now + settings.probeTimeout)
        )
        let ping = Ping(
            sequenceNumber: number,
            node: target.name,
            source: local.endpoint,
            sourceNode: name
        )
        guard target.state == .suspect, settings.accusesInPings else {
            send(ping.encoded(), to: target)
            return
        }
        // The suspect hears of the accusation at once, so that it can refute in time.
        let accusation = Suspect(incarnation: target.incarnation, node: target.name, from: name)
        sendPlain(Compound.encode([ping.encoded(), accusation.encoded()]), to: target)
    }

    /// Does what is due of a probe: asks others, or judges.
    mutating func advanceProbe(at now: Instant) {
        if let probe, case .awaitingAck = probe.stage, probe.nextDeadline <= now {
            askOthers(directRefused: false, at: now)
        }
        if let probe, case .awaitingRelays(let awaited) = probe.stage, probe.expiresAt <= now {
            conclude(probe, awaited, at: now)
        }
    }

    /// Asks a few others to ping the target, and opens a stream to it (spec §11.3).
    private mutating func askOthers(directRefused: Bool, at now: Instant) {
        guard let probe else { return }
        let target = probe.target
        var awaited = Probe.AwaitedRelays()
        awaited.directRefused = directRefused
        let helpers = pickMembers(settings.indirectChecks) { member in
            member.state == .alive && member.name != target.name
        }
        for slot in helpers {
            let helper = table[slot]
            let sendsNacks = settings.requestsNacks && helper.versions.protocolMax >= 4
            if sendsNacks { awaited.nacksExpected += 1 }
            let request = IndirectPing(
                sequenceNumber: probe.sequenceNumber,
                target: target.endpoint,
                node: target.name,
                wantsNack: sendsNacks,
                source: local.endpoint,
                sourceNode: name
            )
            send(request.encoded(), to: helper)
        }
        if !settings.disableTcpPings, !settings.disableTcpPingsForNode.contains(target.name),
            target.versions.protocolMax >= 3, probe.expiresAt > now
        {
            let stream = nextStream()
            awaited.stream = stream
            let ping = Ping(
                sequenceNumber: probe.sequenceNumber,
                node: target.name,
                source: local.endpoint,
                sourceNode: name
            )
            effects.append(
                .openStream(
                    stream,
                    to: target.endpoint,
                    .ping(ping, timeout: probe.expiresAt - now)
                )
            )
        }
        self.probe?.stage = .awaitingRelays(awaited)
    }

    /// An ack came, from the target or through a relay: late ones count alike (spec §11.3).
    mutating func probeAnswered(_ ack: Ack, at now: Instant) {
        guard let probe else { return }
        var credit = -1
        var answer: PingAnswer?
        switch probe.stage {
        case .awaitingAck(let until):
            guard now <= until else {
                statistics.lateAcks += 1
                break
            }
            let roundTrip = max(.zero, now - probe.startedAt)
            statistics.directAcks += 1
            statistics.roundTripNanoseconds += roundTrip.nanoseconds
            answer = PingAnswer(roundTrip: roundTrip, payload: ack.payload)
        case .awaitingRelays(let awaited):
            statistics.lateAcks += 1
            if awaited.directRefused { credit = 0 }
        }
        awareness.adjust(by: credit)
        endProbe(answer, at: now)
    }

    /// Time is up without an ack.
    private mutating func conclude(
        _ probe: Probe,
        _ awaited: Probe.AwaitedRelays,
        at now: Instant
    ) {
        if awaited.streamAnswered {
            statistics.probesSavedByStream += 1
            awareness.adjust(by: awaited.directRefused ? 0 : -1)
        } else {
            statistics.failedProbes += 1
            awareness.adjust(by: awaited.healthPenalty)
            let target = probe.target
            let suspicion = Suspect(
                incarnation: target.incarnation,
                node: target.name,
                from: name
            )
            suspect(suspicion, at: now)
        }
        endProbe(nil, at: now)
    }

    private mutating func endProbe(_ answer: PingAnswer?, at now: Instant) {
        if settings.reportsProbes, let probe {
            let report = ProbeReport(
                target: probe.target,
                duration: max(.zero, now - probe.startedAt),
                directAnswer: answer
            )
            effects.append(.probed(report))
        }
        probe = nil
        if probeOverdue { probeTick(at: now) }
    }
}
