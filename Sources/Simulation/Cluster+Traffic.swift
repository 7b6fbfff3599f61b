// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership
import Wire

/// Packets and streams: out of one node, over the network, into another.
extension Cluster {
    /// How long a dialer waits for the other side (memberlist's `TCPTimeout`).
    private static let streamTimeout = Duration.seconds(10)

    mutating func carryOut(_ output: Output, of number: Int) {
        switch output {
        case .sendPacket(let payload, let endpoint, let checksum):
            guard let other = SimulatedNode.number(at: endpoint) else { return }
            let datagram = framing.datagram(payload, checksum: checksum)
            checker.sent(framing.length(of: datagram), by: number, at: now)
            depart(.packet(to: other, TrafficKind(of: payload), datagram), from: number)
        case .openStream(let stream, let endpoint, let purpose):
            guard let other = SimulatedNode.number(at: endpoint) else { return }
            open(stream, from: number, to: other, purpose)
        case .report(let change): observe(change, by: number)
        case .finished(let operation):
            record(number, .finishes, operation == .leave ? 1 : 0)
            // The process goes on for a moment, as a real one does, so that acks still flow.
            if operation == .leave {
                agenda.push(.end(number, life: nodes[number].life), at: now + .milliseconds(500))
            }
        case .deliver: checker.fail(number, at: now, "a message came that nobody sent")
        case .broadcastEnded, .pingEnded, .probed:
            checker.fail(number, at: now, "\(output) was not asked for")
        }
    }

    private mutating func open(
        _ stream: StreamID,
        from number: Int,
        to other: Int,
        _ purpose: StreamPurpose
    ) {
        let cargo: Cargo
        let kind: TrafficKind
        var timeout = Self.streamTimeout
        switch purpose {
        case .pushPull(let join):
            kind = .pushPull
            cargo = framing.table(of: nodes[number].participant, join: join, from: .dialer)
        case .ping(let ping, let limit):
            kind = .streamPing
            cargo = framing.request(.ping(ping))
            timeout = limit
        }
        let life = nodes[number].life
        nodes[number].openStreams.insert(stream)
        let call = StreamCall(
            stream: stream,
            from: number,
            life: life,
            to: other,
            kind: kind,
            cargo: cargo
        )
        agenda.push(.delivery(.streamEnds(stream, life: life), to: number), at: now + timeout)
        depart(.request(call), from: number)
    }

    /// Hands something to the network, unless the process is too slow for that now.
    mutating func depart(_ departure: Departure, from number: Int) {
        if nodes[number].isBlocked {
            if nodes[number].outbox.count < SimulatedNode.maximumWaiting {
                nodes[number].outbox.append(departure)
            }
            return
        }
        switch departure {
        case .packet(let other, let kind, let datagram):
            counts.traffic.add(kind, bytes: framing.length(of: datagram))
            send(datagram, from: number, to: other)
        case .request(let call):
            // Given up before it could be dialled.
            guard nodes[number].openStreams.contains(call.stream) else { return }
            counts.traffic.add(call.kind, bytes: call.cargo.count)
            record(number, .dials, call.to, amount: call.cargo.count)
            guard call.to < nodes.count,
                let delay = network.streamDelay(from: number, to: call.to)
            else { return }
            agenda.push(.delivery(.request(call), to: call.to), at: now + delay)
        case .answer(let call, let cargo):
            counts.traffic.add(call.kind, bytes: cargo.count)
            record(number, .answers, call.from, amount: cargo.count)
            guard let delay = network.streamDelay(from: number, to: call.from) else { return }
            let answer = Delivery.answer(call.stream, life: call.life, cargo)
            agenda.push(.delivery(answer, to: call.from), at: now + delay)
        }
    }

    private mutating func send(_ datagram: [UInt8], from number: Int, to other: Int) {
        let digest = settings.carriage == .bytes ? Trace.digest(datagram) : 0
        record(number, .sends, other, amount: framing.length(of: datagram), digest: digest)
        guard other < nodes.count,
            let (delay, copyDelay) = network.packetDelays(from: number, to: other)
        else {
            counts.packetsLost += 1
            return
        }
        let arrival = Event.delivery(.packet(datagram, from: number), to: other)
        agenda.push(arrival, at: now + delay)
        if let copyDelay { agenda.push(arrival, at: now + copyDelay) }
    }

    /// Something has come as far as the node's sockets.
    mutating func arrive(_ delivery: Delivery, at number: Int) {
        guard nodes[number].isUp else {
            refuse(delivery, by: number)
            return
        }
        let isOwnTimer = if case .streamEnds = delivery { true } else { false }
        let waits = nodes[number].isPaused || !isOwnTimer && !nodes[number].isResponsive
        guard waits else {
            handle(delivery, at: number)
            return
        }
        if nodes[number].inbox.count < SimulatedNode.maximumWaiting {
            nodes[number].inbox.append(delivery)
        }
    }

    /// Nobody listens: the system says so to a dialer, and to nobody else.
    private mutating func refuse(_ delivery: Delivery, by number: Int) {
        guard case .request(let call) = delivery,
            let delay = network.streamDelay(from: number, to: call.from)
        else { return }
        let end = Delivery.streamEnds(call.stream, life: call.life)
        agenda.push(.delivery(end, to: call.from), at: now + delay)
    }

    mutating func handle(_ delivery: Delivery, at number: Int) {
        switch delivery {
        case .packet(let datagram, let from): hear(datagram, from: from, at: number)
        case .request(let call): accept(call, at: number)
        case .answer(let stream, let life, let cargo):
            guard nodes[number].life == life, nodes[number].openStreams.remove(stream) != nil
            else { return }
            take(cargo, for: stream, at: number)
        case .streamEnds(let stream, let life):
            guard nodes[number].life == life, nodes[number].openStreams.remove(stream) != nil
            else { return }
            counts.streamsFailed += 1
            record(number, .dialFails, number)
            act(number) { $0.streamFailed(stream, at: $1) }
        }
    }

    private mutating func hear(_ datagram: [UInt8], from: Int, at number: Int) {
        guard framing.carriage == .bytes else { return hearBare(datagram, from: from, at: number) }
        let packet = framing.messages(in: datagram)
        if let drop = packet.drops.first {
            checker.fail(number, at: now, "what node\(from) sent cannot be read: \(drop)")
        }
        record(number, .hears, from, amount: packet.messages.count)
        let source = SimulatedNode.endpoint(from)
        for message in packet.messages {
            act(number) { $0.receive(message, from: source, at: $1) }
        }
    }

    private mutating func accept(_ call: StreamCall, at number: Int) {
        if case .table(let table) = call.cargo {
            depart(.answer(to: call, tableAnswer(by: number)), from: number)
            return merge(table, answering: nil, at: number)
        }
        switch read(call.cargo, as: .acceptor, at: number) {
        case .pushPull(let table):
            // The answer is the table from before the merge (spec §6.2).
            depart(.answer(to: call, tableAnswer(by: number)), from: number)
            merge(table.nodes.count, at: number) { try $0.receive(table, at: $1) }
        case .ping(let ping):
            guard let ack = nodes[number].participant.answer(toStreamPing: ping) else { return }
            depart(.answer(to: call, framing.reply(.ack(ack))), from: number)
        case let other: checker.fail(number, at: now, "a dialer said \(String(describing: other))")
        }
    }

    private func tableAnswer(by number: Int) -> Cargo {
        framing.table(of: nodes[number].participant, join: false, from: .acceptor)
    }

    private mutating func take(_ cargo: Cargo, for stream: StreamID, at number: Int) {
        if case .table(let table) = cargo { return merge(table, answering: stream, at: number) }
        switch read(cargo, as: .dialer, at: number) {
        case .pushPull(let table):
            merge(table.nodes.count, at: number) {
                try $0.receive(table, answering: stream, at: $1)
            }
        case .ack(let ack): act(number) { $0.receive(streamAck: ack, for: stream, at: $1) }
        case let other: checker.fail(number, at: now, "the answer is \(String(describing: other))")
        }
    }

    private mutating func read(
        _ cargo: Cargo,
        as side: StreamDecoder.Side,
        at number: Int
    ) -> StreamFrame? {
        do {
            return try framing.frame(in: cargo, as: side)
        } catch {
            checker.fail(number, at: now, "a stream cannot be read: \(error)")
            return nil
        }
    }

    mutating func merge(
        _ entries: Int,
        at number: Int,
        _ call: (inout Participant, Instant) throws -> [Output]
    ) {
        do {
            try act(number, call)
        } catch {
            checker.fail(number, at: now, "a table of \(entries) is refused: \(error)")
        }
    }
}
