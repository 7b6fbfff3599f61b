// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Journal

@Suite(.timeLimit(.minutes(1)))
struct OutboxTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func post(
        _ text: String,
        to recipient: String = "beta",
        ttl: Duration = .seconds(60),
        in journal: OpenJournal
    ) async throws -> OutboxAnswer {
        try await journal.perform(
            .post(Array(text.utf8), to: [recipient], as: "m-\(text)", ttl: ttl),
            at: folder.wall
        )
    }

    private func due(_ recipient: String = "beta", in journal: OpenJournal) async throws -> [String]
    {
        let operation = JournalOperation.due(for: recipient, limit: 10, payloadBytes: 1_000)
        return try await journal.perform(operation, at: folder.wall)
            .map { String(decoding: $0.payload, as: UTF8.self) }
    }

    @Test func `what waits is due after a restart, in order, until it is delivered`() async throws {
        try await folder.once { journal async throws in
            #expect(try await post("a", in: journal) == .waiting(numbers: [1]))
            #expect(try await post("b", in: journal) == .waiting(numbers: [2]))
            #expect(try await post("c", to: "gamma", in: journal) == .waiting(numbers: [3]))
        }
        try await folder.once { journal async throws in
            #expect(try await due(in: journal) == ["a", "b"])
            let names = try await journal.perform(.recipients(limit: 9), at: folder.wall)
            #expect(names == ["beta", "gamma"])
            let rest = JournalOperation.recipients(after: "beta", limit: 9)
            #expect(try await journal.perform(rest, at: folder.wall) == ["gamma"])
            #expect(try await journal.perform(.settle(1, .delivered), at: folder.wall))
            #expect(try await !journal.perform(.settle(1, .failed), at: folder.wall))
            #expect(try await !journal.perform(.settle(2, .waiting), at: folder.wall))
            #expect(try await due(in: journal) == ["b"])
            #expect(try await journal.perform(.fate(of: 1), at: folder.wall) == .delivered)
            #expect(try await journal.perform(.fate(of: 2), at: folder.wall) == .waiting)
            #expect(try await journal.perform(.fate(of: 99), at: folder.wall) == nil)
        }
    }

    @Test func `a message for several is posted for all of them or for none`() async throws {
        var limits = JournalLimits()
        limits.outboxMessages = 3
        try await folder.once(limits) { journal async throws in
            func post(_ names: [String], as id: String) async throws -> OutboxAnswer {
                let operation = JournalOperation.post([1, 2], to: names, as: id, ttl: .seconds(60))
                return try await journal.perform(operation, at: folder.wall)
            }
            #expect(try await post(["a", "b"], as: "x") == .waiting(numbers: [1, 2]))
            guard case .full(messages: 2, _) = try await post(["c", "d"], as: "y") else {
                Issue.record("there was room")
                return
            }
            #expect(try await journal.perform(.copies(of: "y"), at: folder.wall).isEmpty)
            #expect(try await journal.perform(.settle(2, .sent), at: folder.wall))
            let copies = try await journal.perform(.copies(of: "x"), at: folder.wall)
            #expect(copies.map(\.recipient) == ["a", "b"])
            #expect(copies.map(\.fate) == [.waiting, .sent])
            #expect(copies.map(\.bytes) == [2, 2])
            #expect(try await journal.perform(.timeToExpiry, at: folder.wall) == .seconds(60))
            folder.wall += 60_000
            let expired = try await journal.perform(.expire(limit: 9), at: folder.wall)
            #expect(expired.map(\.message) == ["x"] && expired.map(\.recipient) == ["a"])
            #expect(try await journal.perform(.timeToExpiry, at: folder.wall) == nil)
        }
    }

    @Test func `nothing overtakes a message that must wait for its next try`() async throws {
        try await folder.once { journal async throws in
            _ = try await post("a", in: journal)
            _ = try await post("b", in: journal)
            #expect(try await journal.perform(.postpone(1, for: .seconds(5)), at: folder.wall))
            #expect(try await due(in: journal).isEmpty)
            folder.wall += 5_000
            let operation = JournalOperation.due(for: "beta", limit: 10, payloadBytes: 1_000)
            let messages = try await journal.perform(operation, at: folder.wall)
            #expect(messages.map(\.number) == [1, 2])
            #expect(messages.map(\.attempts) == [1, 0])
        }
    }

    @Test func `a message expires with its time, and is passed over from then on`() async throws {
        try await folder.once { journal async throws in
            _ = try await post("a", ttl: .seconds(10), in: journal)
            _ = try await post("b", ttl: .seconds(20), in: journal)
            folder.wall += 10_000
            #expect(try await due(in: journal) == ["b"])
            #expect(
                try await journal.perform(.expire(limit: 9), at: folder.wall).map(\.number) == [1]
            )
            #expect(try await journal.perform(.expire(limit: 9), at: folder.wall) == [])
            #expect(try await journal.perform(.fate(of: 1), at: folder.wall) == .expired)
            #expect(journal.statistics.outboxMessages == 1)
        }
    }

    @Test func `a full outbox says so and takes more when something has gone`() async throws {
        var limits = JournalLimits()
        limits.outboxMessages = 2
        limits.outboxFates = 1
        try await folder.once(limits) { journal async throws in
            _ = try await post("a", in: journal)
            _ = try await post("b", in: journal)
            guard case .full(messages: 2, bytes: _) = try await post("c", in: journal) else {
                Issue.record("a third was taken")
                return
            }
            #expect(try await journal.perform(.settle(1, .delivered), at: folder.wall))
            #expect(try await post("c", in: journal) == .waiting(numbers: [3]))
            #expect(try await journal.perform(.settle(2, .failed), at: folder.wall))
            // One fate is remembered.
            #expect(try await journal.perform(.fate(of: 1), at: folder.wall) == nil)
            #expect(try await journal.perform(.fate(of: 2), at: folder.wall) == .failed)
        }
        limits = JournalLimits()
        limits.outboxBytes = 200
        try await folder.once(limits) { journal async throws in
            guard case .full = try await post(String(repeating: "d", count: 200), in: journal)
            else {
                Issue.record("too many bytes were taken")
                return
            }
        }
    }
}
