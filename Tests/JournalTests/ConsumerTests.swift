// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Journal

@Suite(.timeLimit(.minutes(1)))
struct ConsumerTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func append(_ texts: [String], to journal: OpenJournal) async throws {
        for text in texts {
            _ = try await journal.perform(.append(JournalMessage(text)), at: folder.wall)
        }
    }

    private func lease(
        _ journal: OpenJournal,
        _ name: String = "billing",
        from start: ConsumerStart = .oldest,
        limit: Int = 10,
        seconds: Int = 30
    ) async throws -> Lease {
        let operation = JournalOperation.lease(
            to: name,
            from: start,
            limit: limit,
            payloadBytes: 1_000,
            for: .seconds(seconds)
        )
        switch try await journal.perform(operation, at: folder.wall) {
        case .leased(let lease): return lease
        case .tooManyConsumers(let limit): throw Refused(limit: limit)
        }
    }

    private struct Refused: Error { let limit: Int }

    @Test func `what is leased is not handed out again before its time, and then is`()
        async throws
    {
        try await folder.once { journal async throws in
            try await append(["a", "b", "c"], to: journal)
            let first = try await lease(journal, limit: 2)
            #expect(first.entries.map(\.message.text) == ["a", "b"])
            #expect(first.entries.map(\.attempt) == [1, 1])
            #expect(first.behind == 1)
            let second = try await lease(journal)
            #expect(second.entries.map(\.message.text) == ["c"])
            folder.wall += 29_999
            #expect(try await lease(journal).entries.isEmpty)
            folder.wall += 1
            let again = try await lease(journal, limit: 2)
            #expect(again.entries.map(\.message.text) == ["a", "b"])
            #expect(again.entries.map(\.attempt) == [2, 2])
        }
    }

    @Test func `an acknowledged message never comes back, an unknown number is named`()
        async throws
    {
        try await folder.once { journal async throws in
            try await append(["a", "b"], to: journal)
            _ = try await lease(journal)
            let unknown = try await journal.perform(
                .acknowledge([1, 7], by: "billing"),
                at: folder.wall
            )
            #expect(unknown == [7])
            let nobody = try await journal.perform(
                .acknowledge([2], by: "nobody"),
                at: folder.wall
            )
            #expect(nobody == [2])
        }
        folder.wall += 60_000
        try await folder.once { journal async throws in
            let again = try await lease(journal)
            #expect(again.entries.map(\.message.text) == ["b"])
            // Late, but it was done.
            folder.wall += 60_000
            let unknown = try await journal.perform(
                .acknowledge([2], by: "billing"),
                at: folder.wall
            )
            #expect(unknown.isEmpty)
            #expect(try await lease(journal).entries.isEmpty)
        }
    }

    @Test func `every consumer gets every message, a new one from where it wants to`()
        async throws
    {
        try await folder.once { journal async throws in
            try await append(["a"], to: journal)
            #expect(try await lease(journal, "one").entries.count == 1)
            #expect(try await lease(journal, "two").entries.count == 1)
            #expect(try await lease(journal, "late", from: .next).entries.isEmpty)
            try await append(["b"], to: journal)
            let late = try await lease(journal, "late", from: .oldest)
            #expect(late.entries.map(\.message.text) == ["b"])
        }
    }

    @Test func `a message that is never acknowledged becomes a dead letter`() async throws {
        var limits = JournalLimits()
        limits.deliveryAttempts = 2
        limits.deadLetters = 2
        try await folder.once(limits) { journal async throws in
            try await append(["a", "b", "c"], to: journal)
            for attempt in 1...2 {
                let attempts = try await lease(journal).entries.map(\.attempt)
                #expect(attempts == [attempt, attempt, attempt])
                folder.wall += 30_000
            }
            let last = try await lease(journal)
            #expect(last.entries.isEmpty)
            #expect(last.dead == 3)
            let all = JournalOperation.deadLetters(limit: 9, payloadBytes: 99)
            let letters = try await journal.perform(all, at: folder.wall)
            // There is room for two.
            #expect(letters.map(\.message.text) == ["b", "c"])
            #expect(letters.map(\.sequence) == [2, 3])
            #expect(letters.map(\.attempts) == [2, 2])
            #expect(letters.map(\.consumer) == ["billing", "billing"])
            let others = JournalOperation.deadLetters(of: "else", limit: 9, payloadBytes: 99)
            #expect(try await journal.perform(others, at: folder.wall).isEmpty)
            let number = try #require(letters.first?.number)
            #expect(try await journal.perform(.discardDeadLetter(number), at: folder.wall))
            #expect(try await !journal.perform(.discardDeadLetter(number), at: folder.wall))
            #expect(try await journal.perform(all, at: folder.wall).map(\.message.text) == ["c"])
        }
    }

    @Test func `what the inbox let go is counted as lost`() async throws {
        var limits = JournalLimits()
        limits.inboxMessages = 2
        try await folder.once(limits) { journal async throws in
            try await append(["a", "b"], to: journal)
            #expect(try await lease(journal, limit: 1).entries.map(\.message.text) == ["a"])
            try await append(["c", "d", "e"], to: journal)
            let next = try await lease(journal)
            #expect(next.entries.map(\.message.text) == ["d", "e"])
            #expect(next.lost == 3)
            #expect(try await lease(journal).lost == 0)
        }
    }

    @Test func `who acknowledges nothing is given no more than may be out`() async throws {
        var limits = JournalLimits()
        limits.leasesPerConsumer = 2
        try await folder.once(limits) { journal async throws in
            try await append(["a", "b", "c"], to: journal)
            #expect(try await lease(journal).entries.count == 2)
            #expect(try await lease(journal).entries.isEmpty)
            _ = try await journal.perform(.acknowledge([1], by: "billing"), at: folder.wall)
            #expect(try await lease(journal).entries.map(\.message.text) == ["c"])
        }
    }

    @Test func `one consumer too many is refused until another is forgotten`() async throws {
        var limits = JournalLimits()
        limits.consumers = 1
        try await folder.once(limits) { journal async throws in
            _ = try await lease(journal, "one")
            await #expect(throws: Refused.self) { try await lease(journal, "two") }
            #expect(try await journal.perform(.forgetConsumer("one"), at: folder.wall))
            #expect(try await !journal.perform(.forgetConsumer("one"), at: folder.wall))
            _ = try await lease(journal, "two")
        }
    }

    @Test func `a clock that is set back makes no lease longer`() async throws {
        try await folder.once { journal async throws in
            try await append(["a"], to: journal)
            _ = try await lease(journal, seconds: 30)
            folder.wall -= 3_600_000
            #expect(try await lease(journal).entries.isEmpty)
            folder.wall += 29_999
            #expect(try await lease(journal).entries.isEmpty)
            folder.wall += 1
            #expect(try await lease(journal).entries.map(\.attempt) == [2])
        }
        // Nor does one that is set back while nobody looks.
        folder.wall -= 7_200_000
        try await folder.once { journal async throws in
            #expect(try await lease(journal).entries.isEmpty)
            folder.wall += 30_000
            #expect(try await lease(journal).entries.map(\.attempt) == [3])
        }
    }
}
