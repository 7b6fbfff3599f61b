// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Journal

@Suite struct ClockTests {
    @Test func `time follows the clock and stands still while that is set back`() {
        var clock = JournalClock(time: 1_000_000, wall: 1_000_000)
        clock.advance(to: 1_000_500)
        #expect(clock.time == 1_000_500)
        clock.advance(to: 400_000)
        #expect(clock.time == 1_000_500)
        clock.advance(to: 400_700)
        #expect(clock.time == 1_001_200)
    }

    @Test func `threads that read the clock one before the other move nothing`() {
        var clock = JournalClock(time: 0, wall: 5_000)
        for wall: Int64 in [5_001, 5_000, 5_002, 4_500, 5_003, 5_001, 5_004] {
            clock.advance(to: wall)
        }
        #expect(clock.time == 4)
    }

    @Test func `a duration without end ends in a century`() {
        let clock = JournalClock(time: 1, wall: 1)
        #expect(clock.after(.milliseconds(1_500)) == 1_501)
        #expect(clock.after(.seconds(-5)) == 1)
        #expect(clock.after(.seconds(Int64.max)) == 1 + 100 * 365 * 24 * 60 * 60 * 1_000)
    }

    @Test func `what only reading has seen of the time is kept over a restart`() async throws {
        let folder = try Folder()
        var journal = try folder.open()
        let post = JournalOperation.post([1], to: ["beta"], as: "m", ttl: .seconds(60))
        #expect(try await journal.perform(post, at: folder.wall) == .waiting(numbers: [1]))
        folder.wall += 3_600_000
        _ = try await journal.perform(.fate(of: 1), at: folder.wall)
        await journal.close()
        folder.wall -= 3_500_000
        journal = try folder.open()
        let expired = try await journal.perform(.expire(limit: 9), at: folder.wall).map(\.number)
        #expect(expired == [1])
        await journal.close()
    }
}
