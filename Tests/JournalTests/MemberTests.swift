// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Journal

@Suite(.timeLimit(.minutes(1)))
struct MemberTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    @Test func `those seen last are known after a restart, where they were seen`() async throws {
        var limits = JournalLimits()
        limits.members = 2
        try await folder.once(limits) { journal async throws in
            for name in ["a", "b", "c"] {
                folder.wall += 1
                let member = KnownMember(name: name, address: "10.0.0.1:7946")
                try await journal.perform(.note(seen: [member]), at: folder.wall)
            }
            folder.wall += 1
            let moved = KnownMember(name: "b", address: "10.0.0.2:7946")
            try await journal.perform(.note(seen: [moved]), at: folder.wall)
        }
        try await folder.once(limits) { journal async throws in
            let known = try await journal.perform(.members(limit: 9), at: folder.wall)
            #expect(known.map(\.name) == ["b", "c"])
            #expect(known.map(\.address) == ["10.0.0.2:7946", "10.0.0.1:7946"])
            try await journal.perform(.note(seen: [], left: ["b", "nobody"]), at: folder.wall)
            #expect(try await journal.perform(.members(limit: 9), at: folder.wall).count == 1)
            #expect(journal.statistics.members == 1)
        }
    }

    @Test func `numbers that were set aside are never set aside again`() async throws {
        try await folder.once { journal async throws in
            let wall = folder.wall
            #expect(try await journal.perform(.reserve(100, of: "lane"), at: wall) == 1..<101)
            #expect(try await journal.perform(.reserve(1, of: "events"), at: wall) == 1..<2)
        }
        try await folder.once { journal async throws in
            let wall = folder.wall
            #expect(try await journal.perform(.reserve(5, of: "lane"), at: wall) == 101..<106)
            let high = JournalOperation.reserve(5, of: "lane", from: 1_000)
            #expect(try await journal.perform(high, at: wall) == 1_000..<1_005)
            let low = JournalOperation.reserve(5, of: "lane", from: 7)
            #expect(try await journal.perform(low, at: wall) == 1_005..<1_010)
            let top = JournalOperation.reserve(5, of: "lane", from: .max)
            #expect(try await journal.perform(top, at: wall).isEmpty)
        }
    }
}
