// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing

@testable import Journal

/// One question at random, to a journal and to its model.
struct Asking {
    let journal: OpenJournal
    let wall: Int64
    /// Where it happened, to find it again.
    let place: String
    var model: Model
    var chance: SplitMix64

    private mutating func below(_ count: Int) -> Int { chance.index(below: count) }

    private mutating func word(_ words: [String]) -> String { words[below(words.count)] }

    private mutating func message() -> JournalMessage {
        let text = String(repeating: word(["a", "b", "c"]), count: below(120))
        return JournalMessage(text, from: below(4) == 0 ? nil : word(["alpha", "b\0eta"]))
    }

    private mutating func stream() -> StreamID {
        let number = UInt64(below(3))
        return below(2) == 0 ? .outbox(number) : .lane(high: number, low: 7)
    }

    private func expect<Answer: Equatable & Sendable>(
        _ operation: JournalOperation<Answer>,
        _ expected: Answer,
        _ what: String
    ) async throws {
        let answer = try await journal.perform(operation, at: wall)
        try #require(answer == expected, "\(what): \(place)")
    }

    mutating func ask() async throws {
        switch below(8) {
        case 0, 1: try await askInbox()
        case 2, 3: try await askConsumers()
        case 4, 5: try await askOutbox()
        case 6: try await askKeys()
        default: try await askMembers()
        }
    }

    private mutating func askInbox() async throws {
        let message = message()
        switch below(3) {
        case 0:
            let wanted = below(6) == 0 ? model.next + UInt64(below(5)) : nil
            let expected = model.append(message, as: wanted)
            try await expect(.append(message, as: wanted), expected, "append")
        case 1:
            let place = StreamPlace(
                peer: word(["alpha", "beta", "gamma", "a\0b"]),
                stream: stream(),
                sequence: UInt64(below(40))
            )
            let expected = model.receive(message, at: place)
            try await expect(.receive(message, at: place), expected, "receive")
        default:
            let first = UInt64(below(Int(model.next) + 2))
            let limit = below(6)
            let rest = model.inbox.filter { $0.sequence >= first }
            let page = JournalPage(
                entries: rest.prefix(limit).map {
                    JournalPage.Entry(sequence: $0.sequence, message: $0.message)
                },
                next: rest.dropFirst(limit).first?.sequence ?? model.next,
                oldest: model.oldest,
                first: 1
            )
            try await expect(.page(from: first, limit: limit, payloadBytes: .max), page, "page")
        }
    }

    private mutating func askConsumers() async throws {
        let name = word(["one", "two", "three"])
        switch below(6) {
        case 0, 1, 2:
            let (limit, seconds) = (below(5), below(20))
            let start: ConsumerStart = below(2) == 0 ? .oldest : .next
            let expected = model.lease(name, start, limit, seconds)
            let operation = JournalOperation.lease(
                to: name,
                from: start,
                limit: limit,
                payloadBytes: .max,
                for: .seconds(seconds)
            )
            try await expect(operation, expected, "lease")
        case 3, 4:
            var sequences = [UInt64(below(Int(model.next) + 2))]
            if let held = model.consumers[name]?.held.keys.sorted().first { sequences.append(held) }
            let expected = model.acknowledge(sequences, name)
            try await expect(.acknowledge(sequences, by: name), expected, "acknowledge")
        default:
            guard below(4) == 0 else {
                let number = model.dead.first?.number ?? 0
                let expected = !model.dead.isEmpty
                if expected { model.dead.removeFirst() }
                return try await expect(.discardDeadLetter(number), expected, "discard")
            }
            let expected = model.consumers.removeValue(forKey: name) != nil
            try await expect(.forgetConsumer(name), expected, "forget")
        }
    }

    private mutating func askOutbox() async throws {
        let recipient = word(["beta", "gamma"])
        let number = UInt64(max(0, Int(model.outboxNext) - below(12)))
        switch below(6) {
        case 0, 1:
            let payload = [UInt8](repeating: 9, count: below(150))
            let seconds = below(60)
            let expected = model.post(payload, to: recipient, seconds)
            let operation = JournalOperation.post(
                payload,
                to: [recipient],
                as: "m",
                ttl: .seconds(seconds)
            )
            try await expect(operation, expected, "post")
        case 2:
            let expected = model.due(recipient)
            let operation = JournalOperation.due(for: recipient, limit: .max, payloadBytes: .max)
            try await expect(operation, expected, "due")
        case 3:
            let seconds = below(10)
            let expected = model.postpone(number, seconds)
            try await expect(.postpone(number, for: .seconds(seconds)), expected, "postpone")
        case 4:
            let fate: OutboxFate = below(2) == 0 ? .delivered : .failed
            let expected = model.settle(number, fate)
            try await expect(.settle(number, fate), expected, "settle")
        default:
            let expected = model.expire()
            // Of those that end in one moment, either may be named first.
            let expired = try await journal.perform(.expire(limit: 99), at: wall).map(\.number)
            try #require(expired.sorted() == expected.sorted(), "expire: \(place)")
        }
    }

    private mutating func askKeys() async throws {
        let number = UInt64(max(0, Int(model.keyNext) - 1 - below(6)))
        switch below(4) {
        case 0, 1:
            let key = word(["k1", "k2", "k3", "k4", "k5", "k6", "k7"])
            let digest = [UInt8](repeating: UInt8(below(5) / 4), count: 32)
            let expected = model.claim(key, digest)
            try await expect(.claim(key, digest: digest), expected, "claim")
        case 2:
            let body = [UInt8](repeating: 5, count: below(40))
            let answer = StoredAnswer(status: 200 + below(3), type: word(["", "a/b"]), body: body)
            let expected = model.finish(number, answer)
            try await expect(.finish(number, answer), expected, "finish")
        default:
            let expected = model.release(number)
            try await expect(.release(number), expected, "release")
        }
    }

    private mutating func askMembers() async throws {
        let name = word(["a", "b", "c", "d", "e"])
        if below(5) == 0 {
            model.members.removeAll { $0.member.name == name }
            try await journal.perform(.note(seen: [], left: [name]), at: wall)
        } else {
            let member = KnownMember(name: name, address: "10.0.0.\(below(250)):7946")
            model.remember(member)
            try await journal.perform(.note(seen: [member]), at: wall)
        }
        try await expect(.members(limit: 99), model.known, "members")
    }

    /// Everything that can be asked, and what is counted.
    func compareAll() async throws {
        let inbox = try await journal.everything(at: wall)
        try #require(inbox.map(\.sequence) == model.inbox.map(\.sequence), "inbox: \(place)")
        try #require(inbox.map(\.message) == model.inbox.map(\.message), "inbox: \(place)")
        let letters = JournalOperation.deadLetters(limit: 99, payloadBytes: .max)
        try await expect(letters, model.dead, "dead letters")
        for message in model.outbox {
            try await expect(.fate(of: message.number), message.fate, "fate")
        }
        for stream in model.streams {
            let operation = JournalOperation.place(inStream: stream.stream, of: stream.peer)
            try await expect(operation, stream.highest, "stream")
        }
        let statistics = journal.statistics
        let waiting = model.outbox.count { $0.fate == .waiting }
        try #require(statistics.inboxMessages == model.inbox.count, "\(place)")
        try #require(statistics.outboxMessages == waiting, "\(place)")
        try #require(statistics.keys == model.keys.count, "\(place)")
        try #require(statistics.deadLetters == model.dead.count, "\(place)")
        try #require(statistics.streams == model.streams.count, "\(place)")
        try #require(statistics.members == model.members.count, "\(place)")
        let bytes = model.inbox.map(\.message.size).reduce(0, +)
        try #require(statistics.inboxBytes == bytes, "\(place)")
    }
}
