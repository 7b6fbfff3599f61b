// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Journal

@Suite(.timeLimit(.minutes(1)))
struct KeyTests {
    private static let body = [UInt8](repeating: 1, count: 32)
    private static let other = [UInt8](repeating: 2, count: 32)
    private static let answer = StoredAnswer(
        status: 200,
        type: "application/json",
        body: Array(#"{"sent":1}"#.utf8)
    )

    private let folder: Folder

    init() throws { folder = try Folder() }

    private func claim(
        _ key: String,
        _ digest: [UInt8] = body,
        in journal: OpenJournal
    ) async throws -> KeyClaim {
        try await journal.perform(.claim(key, digest: digest), at: folder.wall)
    }

    private func number(_ claim: KeyClaim) throws -> UInt64 {
        guard case .claimed(let number) = claim else { throw NotClaimed(claim: claim) }
        return number
    }

    private struct NotClaimed: Error { let claim: KeyClaim }

    @Test func `the same key and body get the same answer, another body gets none`() async throws {
        try await folder.once { journal async throws in
            let number = try number(try await claim("k", in: journal))
            #expect(try await claim("k", in: journal) == .inFlight)
            #expect(try await claim("k", Self.other, in: journal) == .otherBody)
            #expect(try await journal.perform(.finish(number, Self.answer), at: folder.wall))
            #expect(try await !journal.perform(.finish(number, Self.answer), at: folder.wall))
            #expect(try await claim("k", in: journal) == .finished(Self.answer))
        }
        try await folder.once { journal async throws in
            #expect(try await claim("k", in: journal) == .finished(Self.answer))
            #expect(try await claim("k", Self.other, in: journal) == .otherBody)
        }
    }

    @Test func `a restart in between is told, and a claim given back is free`() async throws {
        try await folder.once { journal async throws in
            _ = try await claim("cut off", in: journal)
            let number = try number(try await claim("given back", in: journal))
            #expect(try await journal.perform(.release(number), at: folder.wall))
            #expect(try await !journal.perform(.release(number), at: folder.wall))
        }
        try await folder.once { journal async throws in
            #expect(try await claim("cut off", in: journal) == .interrupted)
            _ = try number(try await claim("given back", in: journal))
        }
    }

    @Test func `a key is forgotten after its time`() async throws {
        try await folder.once { journal async throws in
            let number = try number(try await claim("k", in: journal))
            _ = try await journal.perform(.finish(number, Self.answer), at: folder.wall)
            folder.wall += 24 * 60 * 60 * 1_000 - 1
            #expect(try await claim("k", in: journal) == .finished(Self.answer))
            folder.wall += 1
            let next = try self.number(try await claim("k", Self.other, in: journal))
            #expect(next == number + 1)
            #expect(journal.statistics.keys == 1)
        }
    }

    @Test func `the oldest finished keys make room, never one that is being worked on`()
        async throws
    {
        var limits = JournalLimits()
        limits.keys = 2
        try await folder.once(limits) { journal async throws in
            let first = try number(try await claim("working", in: journal))
            let second = try number(try await claim("done", in: journal))
            #expect(try await claim("third", in: journal) == .tooMany(limit: 2))
            _ = try await journal.perform(.finish(second, Self.answer), at: folder.wall)
            _ = try number(try await claim("third", in: journal))
            #expect(try await claim("working", in: journal) == .inFlight)
            #expect(try await journal.perform(.finish(first, Self.answer), at: folder.wall))
            #expect(try await claim("working", in: journal) == .finished(Self.answer))
        }
    }

    @Test func `stored answers have room for so many bytes`() async throws {
        var limits = JournalLimits()
        limits.answerBytes = 25
        try await folder.once(limits) { journal async throws in
            for key in ["a", "b", "c"] {
                let number = try number(try await claim(key, in: journal))
                _ = try await journal.perform(.finish(number, Self.answer), at: folder.wall)
            }
            #expect(try await claim("c", in: journal) == .finished(Self.answer))
            #expect(try await claim("b", in: journal) == .finished(Self.answer))
            _ = try number(try await claim("a", in: journal))
        }
    }
}
