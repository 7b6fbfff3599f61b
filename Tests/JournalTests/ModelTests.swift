// SPDX-License-Identifier: Apache-2.0

import Determinism
import Foundation
import Testing

@testable import Journal

/// A journal and its model are asked the same at random, and must answer the same.
@Suite(.timeLimit(.minutes(10)))
struct ModelTests {
    private static let isLong = ProcessInfo.processInfo.environment["PINGD_LONG_TESTS"] == "1"
    private static let steps = isLong ? 20_000 : 1_500
    private static var seeds: [UInt64] {
        let hash = ProcessInfo.processInfo.environment["PINGD_COMMIT"] ?? ""
        return [1, 2, 3] + (UInt64(hash.prefix(12), radix: 16).map { [$0] } ?? [])
    }

    private static var limits: JournalLimits {
        var limits = JournalLimits()
        limits.inboxMessages = 12
        limits.inboxBytes = 1_400
        limits.consumers = 2
        limits.leasesPerConsumer = 5
        limits.deliveryAttempts = 3
        limits.deadLetters = 4
        limits.streams = 5
        limits.streamsPerPeer = 2
        limits.outboxMessages = 8
        limits.outboxBytes = 1_000
        limits.outboxFates = 5
        limits.keys = 5
        limits.keyLifetime = .seconds(60)
        limits.answerBytes = 60
        limits.members = 3
        return limits
    }

    @Test(arguments: seeds)
    func `a journal answers like its model, whatever is asked and whenever it restarts`(
        seed: UInt64
    ) async throws {
        let folder = try Folder()
        var chance = SplitMix64(seed: seed)
        var model = Model(
            limits: Self.limits,
            clock: JournalClock(time: folder.wall, wall: folder.wall)
        )
        var journal = try folder.open(Self.limits)
        for step in 0..<Self.steps {
            Self.turnClock(of: folder, &chance)
            if chance.index(below: 40) == 0 {
                await journal.close()
                journal = try folder.open(Self.limits)
                model.run += 1
            }
            model.clock.advance(to: folder.wall)
            var asking = Asking(
                journal: journal,
                wall: folder.wall,
                place: "seed \(seed), step \(step)",
                model: model,
                chance: chance
            )
            try await asking.ask()
            (model, chance) = (asking.model, asking.chance)
            if step % 20 == 0 { try await asking.compareAll() }
        }
        await journal.close()
    }

    /// Mostly on, at times back, at times by an hour.
    private static func turnClock(of folder: Folder, _ chance: inout SplitMix64) {
        switch chance.index(below: 60) {
        case 0: folder.wall -= Int64(chance.index(below: 100_000))
        case 1: folder.wall += 3_600_000
        case 2...10: break
        default: folder.wall += Int64(chance.index(below: 4_000))
        }
    }
}
