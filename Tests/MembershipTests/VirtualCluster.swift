// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Membership

/// Participants on a virtual clock and a network that delays, and loses when told to.
struct VirtualCluster {
    struct Node {
        var participant: Participant
        /// Crashed nodes hear nothing and say nothing.
        var isUp = true
        /// Suspended nodes say nothing; what they are sent waits.
        var isSuspended = false
        var waiting: [Event] = []
        var changes: [Change] = []
        var finished: [Operation] = []
    }

    enum Event {
        case packet([UInt8], from: Int, to: Int)
        case streamRequest(StreamID, from: Int, to: Int, StreamPurpose, PushPull?)
        case streamAnswer(StreamID, to: Int, PushPull?, Ack?)
    }

    private struct Appointment {
        let at: Instant
        let number: Int
        let event: Event
    }

    private(set) var nodes: [Node] = []
    private(set) var now = Instant.origin
    /// When each node has work; `nil` for those that are crashed or suspended.
    private var deadlines: [Instant?] = []
    /// The share of packets that never arrive; streams are reliable.
    var loss = 0.0
    private let settings: MembershipSettings
    private var random: SplitMix64
    /// Latest first, so that the next is the last.
    private var agenda: [Appointment] = []
    private var appointments = 0
    private var calls = 0
    /// Everything that happened, for comparing two runs.
    private(set) var digest: UInt64 = 0

    init(_ count: Int, settings: MembershipSettings = .lan, seed: UInt64) {
        self.settings = settings
        random = SplitMix64(seed: seed)
        for number in 0..<count { boot(number) }
    }

    /// Starts node `number`, again if it was there before, and lets it join the first node.
    ///
    /// It is called `name`, or else by its number.
    mutating func boot(_ number: Int, as name: MemberName? = nil, metadata: [UInt8] = []) {
        let participant = Participant(
            name: name ?? MemberName("node\(number)"),
            endpoint: Self.home(number),
            metadata: metadata,
            settings: settings,
            seed: random.next(),
            at: now
        )
        if number == nodes.count {
            nodes.append(Node(participant: participant))
            deadlines.append(nil)
        } else {
            nodes[number] = Node(participant: participant)
        }
        act(number) { participant, now in participant.start(at: now) }
        if number > 0 { join(number, through: 0) }
    }

    mutating func join(_ number: Int, through seed: Int) {
        act(number) { participant, now in participant.join(Self.home(seed), at: now) }
    }

    mutating func crash(_ number: Int) {
        nodes[number].isUp = false
        deadlines[number] = nil
    }

    mutating func suspend(_ number: Int) {
        nodes[number].isSuspended = true
        deadlines[number] = nil
    }

    /// Lets a suspended node go on: first what waits in its sockets, then its clock.
    mutating func resume(_ number: Int) {
        nodes[number].isSuspended = false
        let waiting = nodes[number].waiting
        nodes[number].waiting = []
        for event in waiting { deliver(event) }
        act(number) { participant, now in participant.advance(to: now) }
    }

    /// One call into a participant, its outputs carried out, its invariants checked.
    mutating func act(
        _ number: Int,
        _ call: (inout Participant, Instant) throws -> [Output]
    ) rethrows {
        let outputs = try call(&nodes[number].participant, now)
        calls += 1
        // In a large cluster checking everything takes longer than everything else.
        if nodes.count < 9 || calls.isMultiple(of: nodes.count < 20 ? 4 : 16) {
            nodes[number].participant.checkInvariants()
        }
        deadlines[number] = nodes[number].participant.nextDeadline
        for output in outputs { carryOut(output, of: number) }
    }

    mutating func run(for duration: Duration) {
        let end = now + duration
        while let next = nextInstant(), next <= end {
            now = next
            while let appointment = agenda.last, appointment.at <= now {
                agenda.removeLast()
                deliver(appointment.event)
            }
            for number in deadlines.indices {
                guard let due = deadlines[number], due <= now else { continue }
                act(number) { participant, now in participant.advance(to: now) }
            }
        }
        now = end
    }

    /// How `number` sees `other`.
    func view(_ number: Int, of other: Int) -> MemberState? {
        nodes[number].participant[MemberName("node\(other)")]?.state
    }

    /// Whether everyone who is up sees everyone in `others` as `state`, itself apart.
    func agrees(that others: Range<Int>, are state: MemberState) -> Bool {
        nodes.indices.allSatisfy { number in
            !isAwake(number)
                || others.allSatisfy { $0 == number || view(number, of: $0) == state }
        }
    }

    var changes: [Change] { nodes.flatMap(\.changes) }

    static func home(_ number: Int) -> Endpoint {
        let address = AddressBytes(10, 1, UInt8(number >> 8), UInt8(number & 255))
        return Endpoint(address: address, port: 7_946)
    }

    private func isAwake(_ number: Int) -> Bool {
        nodes[number].isUp && !nodes[number].isSuspended
    }

    private func nextInstant() -> Instant? {
        var next = agenda.last?.at ?? .distantFuture
        for case let deadline? in deadlines where deadline < next { next = deadline }
        return next == .distantFuture ? nil : max(next, now)
    }

    private mutating func schedule(_ event: Event) {
        let delay = Duration.microseconds(200 + random.index(below: 4_000))
        appointments += 1
        let appointment = Appointment(at: now + delay, number: appointments, event: event)
        var low = 0
        var high = agenda.count
        while low < high {
            let middle = (low + high) / 2
            if agenda[middle].at > appointment.at { low = middle + 1 } else { high = middle }
        }
        agenda.insert(appointment, at: low)
    }

    private mutating func carryOut(_ output: Output, of number: Int) {
        switch output {
        case .sendPacket(let payload, let to, let checksum):
            #expect(payload.count + (checksum ? 5 : 0) <= settings.udpBufferSize)
            digest = digest &* 31 &+ UInt64(payload.count)
            let isLost = Double(random.index(below: 1_000_000)) < loss * 1_000_000
            guard let other = index(at: to), !isLost else { return }
            schedule(.packet(payload, from: number, to: other))
        case .openStream(let id, let to, let purpose):
            guard let other = index(at: to) else { return }
            var table: PushPull?
            if case .pushPull(let join) = purpose {
                table = nodes[number].participant.pushPull(join: join)
            }
            schedule(.streamRequest(id, from: number, to: other, purpose, table))
        case .report(let change):
            digest = digest &* 31 &+ 7
            nodes[number].changes.append(change)
        case .finished(let operation): nodes[number].finished.append(operation)
        case .deliver, .broadcastEnded, .pingEnded, .probed:
            Issue.record("nobody asked for \(output)")
        }
    }

    private func index(at endpoint: Endpoint) -> Int? {
        let number = Int(endpoint.address[2]) << 8 | Int(endpoint.address[3])
        return nodes.indices.contains(number) ? number : nil
    }
}

extension VirtualCluster {
    private mutating func deliver(_ event: Event) {
        let target = event.target
        guard nodes[target].isUp else {
            if case .streamRequest(let id, let from, _, _, _) = event, nodes[from].isUp {
                act(from) { participant, now in participant.streamFailed(id, at: now) }
            }
            return
        }
        guard !nodes[target].isSuspended else {
            nodes[target].waiting.append(event)
            return
        }
        switch event {
        case .packet(let payload, let from, _):
            let packet = PacketDecoder().decode(payload)
            #expect(packet.drops.isEmpty)
            let source = Self.home(from)
            for message in packet.messages {
                act(target) { $0.receive(message, from: source, at: $1) }
            }
        case .streamRequest(let id, let from, _, let purpose, let table):
            accept(id, from: from, by: target, purpose, table)
        case .streamAnswer(let id, _, let table, let ack):
            if let table {
                merge(table, answering: id, into: target)
            } else if let ack {
                act(target) { $0.receive(streamAck: ack, for: id, at: $1) }
            }
        }
    }

    private mutating func merge(_ table: PushPull, answering id: StreamID, into target: Int) {
        do {
            try act(target) { try $0.receive(table, answering: id, at: $1) }
        } catch {
            Issue.record("a merge was refused: \(error)")
        }
    }

    private mutating func accept(
        _ id: StreamID,
        from: Int,
        by target: Int,
        _ purpose: StreamPurpose,
        _ table: PushPull?
    ) {
        switch purpose {
        case .ping(let ping, _):
            guard let ack = nodes[target].participant.answer(toStreamPing: ping) else { return }
            schedule(.streamAnswer(id, to: from, nil, ack))
        case .pushPull(let join):
            // The answer is the table from before the merge (spec §6.2).
            let answer = nodes[target].participant.pushPull(join: join)
            schedule(.streamAnswer(id, to: from, answer, nil))
            if let table { merge(table, answering: id, into: target) }
        }
    }
}

extension VirtualCluster.Event {
    fileprivate var target: Int {
        switch self {
        case .packet(_, _, let to), .streamRequest(_, _, let to, _, _),
            .streamAnswer(_, let to, _, _):
            to
        }
    }
}
