// SPDX-License-Identifier: Apache-2.0

@testable import Journal

/// What a journal must do, in memory and in the plainest words.
struct Model {
    struct Stream { var peer: String, stream: StreamID, highest: UInt64, heard: Int64 }
    struct Out {
        var number: UInt64, recipient: String, payload: [UInt8], ends: Int64, attempts: Int
        var due: Int64, fate: OutboxFate
    }
    struct Key {
        var name: String, digest: [UInt8], number: UInt64, claimed: Int64, run: Int
        var answer: StoredAnswer?
    }
    struct Held { var ends: Int64, attempt: Int }
    struct Consumer { var next: UInt64, held: [UInt64: Held] = [:] }
    struct Seen { var member: KnownMember, seen: Int64 }

    let limits: JournalLimits
    var clock: JournalClock
    var run = 1
    var inbox: [(sequence: UInt64, message: JournalMessage)] = []
    var next: UInt64 = 1
    var streams: [Stream] = []
    var consumers: [String: Consumer] = [:]
    var dead: [DeadLetter] = []
    var deadNext: UInt64 = 1
    var outbox: [Out] = []
    var outboxNext: UInt64 = 1
    var keys: [Key] = []
    var keyNext: UInt64 = 1
    var members: [Seen] = []

    var now: Int64 { clock.time }
    var oldest: UInt64 { inbox.first?.sequence ?? next }

    mutating func append(_ message: JournalMessage, as wanted: UInt64? = nil) -> UInt64 {
        let sequence = max(next, wanted ?? 0)
        inbox.append((sequence, message))
        next = sequence + 1
        while inbox.count > limits.inboxMessages
            || inbox.reduce(0, { $0 + $1.message.size }) > limits.inboxBytes
        {
            inbox.removeFirst()
        }
        return sequence
    }

    mutating func receive(_ message: JournalMessage, at place: StreamPlace) -> Receipt {
        let index = streams.firstIndex { $0.peer == place.peer && $0.stream == place.stream }
        if let index {
            guard streams[index].highest < place.sequence else { return .repeated }
            streams[index].highest = place.sequence
            streams[index].heard = now
        } else {
            if case .lane = place.stream {
                streams.removeAll { $0.peer == place.peer && $0.stream.isLane }
            }
            let own = streams.filter { $0.peer == place.peer }
                .sorted { ($1.heard, $0.stream.text) < ($0.heard, $1.stream.text) }
            for old in own.dropFirst(limits.streamsPerPeer - 1) {
                streams.removeAll { $0.peer == old.peer && $0.stream == old.stream }
            }
            while streams.count >= limits.streams,
                let old = streams.min(by: {
                    ($0.heard, $0.peer, $0.stream.text) < ($1.heard, $1.peer, $1.stream.text)
                })
            {
                streams.removeAll { $0.peer == old.peer && $0.stream == old.stream }
            }
            streams.append(
                Stream(
                    peer: place.peer,
                    stream: place.stream,
                    highest: place.sequence,
                    heard: now
                )
            )
        }
        return .stored(sequence: append(message))
    }

    mutating func lease(
        _ name: String,
        _ start: ConsumerStart,
        _ limit: Int,
        _ seconds: Int
    ) -> LeaseAnswer {
        if consumers[name] == nil {
            guard consumers.count < limits.consumers else {
                return .tooManyConsumers(limit: limits.consumers)
            }
        }
        var consumer = consumers[name] ?? Consumer(next: start == .oldest ? oldest : next)
        var lease = Lease()
        if consumer.next < oldest {
            lease.lost += oldest - consumer.next
            consumer.next = oldest
        }
        let gone = consumer.held.keys.filter { $0 < oldest }
        lease.lost += UInt64(gone.count)
        for sequence in gone { consumer.held[sequence] = nil }
        let ends = now + Int64(seconds) * 1_000
        let expired = consumer.held.filter { $0.value.ends <= now }.sorted { $0.key < $1.key }
        for (sequence, held) in expired where lease.entries.count < limit {
            guard let message = inbox.first(where: { $0.sequence == sequence })?.message else {
                continue
            }
            if held.attempt >= limits.deliveryAttempts {
                consumer.held[sequence] = nil
                lease.dead += 1
                bury(sequence, name, held.attempt, message)
            } else {
                consumer.held[sequence] = Held(ends: ends, attempt: held.attempt + 1)
                lease.entries.append(
                    Lease.Entry(sequence: sequence, attempt: held.attempt + 1, message: message)
                )
            }
        }
        for (sequence, message) in inbox where sequence >= consumer.next {
            guard lease.entries.count < limit, consumer.held.count < limits.leasesPerConsumer
            else { break }
            consumer.held[sequence] = Held(ends: ends, attempt: 1)
            consumer.next = inbox.first { $0.sequence > sequence }?.sequence ?? next
            lease.entries.append(Lease.Entry(sequence: sequence, attempt: 1, message: message))
        }
        lease.behind = UInt64(inbox.count { $0.sequence >= consumer.next })
        consumers[name] = consumer
        if lease.entries.isEmpty, let ends = consumer.held.values.map(\.ends).min() {
            lease.again = .milliseconds(max(0, ends - now))
        }
        return .leased(lease)
    }

    private mutating func bury(
        _ sequence: UInt64,
        _ consumer: String,
        _ attempts: Int,
        _ message: JournalMessage
    ) {
        dead.append(
            DeadLetter(
                number: deadNext,
                consumer: consumer,
                sequence: sequence,
                attempts: attempts,
                message: message
            )
        )
        deadNext += 1
        while dead.count > limits.deadLetters { dead.removeFirst() }
    }

    mutating func acknowledge(_ sequences: [UInt64], _ name: String) -> [UInt64] {
        sequences.filter { consumers[name]?.held.removeValue(forKey: $0) == nil }
    }

    mutating func post(_ payload: [UInt8], to recipient: String, _ seconds: Int) -> OutboxAnswer {
        let waiting = outbox.filter { $0.fate == .waiting }
        let bytes = waiting.reduce(0) { $0 + $1.payload.count + $1.recipient.utf8.count + 64 }
        guard waiting.count < limits.outboxMessages,
            bytes + payload.count + recipient.utf8.count + 64 <= limits.outboxBytes
        else { return .full(messages: waiting.count, bytes: bytes) }
        outbox.append(
            Out(
                number: outboxNext,
                recipient: recipient,
                payload: payload,
                ends: now + Int64(seconds) * 1_000,
                attempts: 0,
                due: now,
                fate: .waiting
            )
        )
        outboxNext += 1
        return .waiting(numbers: [outboxNext - 1])
    }

    func due(_ recipient: String) -> [OutboxMessage] {
        outbox
            .filter { $0.recipient == recipient && $0.fate == .waiting && $0.ends > now }
            .prefix { $0.due <= now }
            .map {
                OutboxMessage(
                    number: $0.number,
                    recipient: $0.recipient,
                    message: "m",
                    attempts: $0.attempts,
                    payload: $0.payload
                )
            }
    }

    mutating func postpone(_ number: UInt64, _ seconds: Int) -> Bool {
        let index = outbox.firstIndex { $0.number == number && $0.fate == .waiting }
        guard let index else { return false }
        outbox[index].attempts += 1
        outbox[index].due = now + Int64(seconds) * 1_000
        return true
    }

    mutating func settle(_ number: UInt64, _ fate: OutboxFate) -> Bool {
        let index = outbox.firstIndex { $0.number == number && $0.fate == .waiting }
        guard let index else { return false }
        outbox[index].fate = fate
        while outbox.count(where: { $0.fate != .waiting }) > limits.outboxFates,
            let old = outbox.firstIndex(where: { $0.fate != .waiting })
        {
            outbox.remove(at: old)
        }
        return true
    }

    mutating func expire() -> [UInt64] {
        let over = outbox.filter { $0.fate == .waiting && $0.ends <= now }
            .sorted { ($0.ends, $0.number) < ($1.ends, $1.number) }
        for message in over { _ = settle(message.number, .expired) }
        return over.map(\.number)
    }

    mutating func claim(_ name: String, _ digest: [UInt8]) -> KeyClaim {
        let lifetime = limits.keyLifetime.components.seconds * 1_000
        let oldest = now - lifetime
        keys.removeAll { $0.claimed <= oldest }
        if let key = keys.first(where: { $0.name == name }) {
            guard key.digest == digest else { return .otherBody }
            if let answer = key.answer { return .finished(answer) }
            return key.run == run ? .inFlight : .interrupted
        }
        if keys.count >= limits.keys {
            let old = keys.firstIndex { $0.answer != nil || $0.run != run }
            guard let old else { return .tooMany(limit: limits.keys) }
            keys.remove(at: old)
        }
        keys.append(Key(name: name, digest: digest, number: keyNext, claimed: now, run: run))
        keyNext += 1
        return .claimed(number: keyNext - 1)
    }

    mutating func finish(_ number: UInt64, _ answer: StoredAnswer) -> Bool {
        let index = keys.firstIndex { $0.number == number && $0.answer == nil }
        guard let index else { return false }
        keys[index].answer = answer
        while keys.reduce(0, { $0 + ($1.answer?.body.count ?? 0) }) > limits.answerBytes,
            let old = keys.firstIndex(where: { $0.answer != nil || $0.run != run })
        {
            keys.remove(at: old)
        }
        return true
    }

    mutating func release(_ number: UInt64) -> Bool {
        let count = keys.count
        keys.removeAll { $0.number == number && $0.answer == nil }
        return keys.count < count
    }

    mutating func remember(_ member: KnownMember) {
        members.removeAll { $0.member.name == member.name }
        members.append(Seen(member: member, seen: now))
        while members.count > limits.members,
            let old = members.min(by: {
                ($0.seen, $0.member.name) < ($1.seen, $1.member.name)
            })
        {
            members.removeAll { $0.member.name == old.member.name }
        }
    }

    var known: [KnownMember] {
        members.sorted { ($1.seen, $0.member.name) < ($0.seen, $1.member.name) }.map(\.member)
    }
}

extension StreamID {
    var isLane: Bool { if case .lane = self { true } else { false } }

    /// Sorted as what is stored.
    var text: String { String(decoding: bytes, as: Unicode.ASCII.self) }
}
