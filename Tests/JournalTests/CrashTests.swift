// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Determinism
import Foundation
import Testing

@testable import Journal

/// A process that writes to a journal is killed, again and again.
@Suite(.timeLimit(.minutes(10)))
struct CrashTests {
    private static let isLong = ProcessInfo.processInfo.environment["PINGD_LONG_TESTS"] == "1"
    private static let kills = isLong ? 200 : 20
    private static let stream: UInt64 = 41

    private let folder: Folder

    init() throws { folder = try Folder() }

    @Test func `everything that was acknowledged is there exactly once after every kill`()
        async throws
    {
        let writer = try BuiltProgram("journal-writer")
        var chance = SplitMix64(seed: 20_261)
        // By the child's own number: the number in the inbox that it was told.
        var acknowledged: [UInt64: UInt64] = [:]
        var first: UInt64 = 1
        for kill in 1...Self.kills {
            let child = try writer.start(["append", folder.data, "\(Self.stream)", "\(first)"])
            // What was sent and not acknowledged before the kill is sent again.
            let enough = first + UInt64(1 + chance.index(below: 400))
            #expect(child.output.wait(for: "ed \(enough)") != nil, "it does not get on")
            child.send(signal: SIGKILL)
            _ = try child.waitForExit()
            for line in child.output.waitForEnd().split(separator: "\n") {
                let words = line.split(separator: " ")
                guard words.first == "stored", words.count == 3,
                    let number = UInt64(words[1]), let sequence = UInt64(words[2])
                else {
                    // Only what was stored before the kill and never acknowledged is repeated.
                    #expect(words.first == "repeated", "\(line)")
                    continue
                }
                #expect(acknowledged[number] == nil, "\(number) was stored twice")
                acknowledged[number] = sequence
            }
            first = max(first, (acknowledged.keys.max() ?? 0) + 1)
            try await check(acknowledged, kill)
        }
        #expect(acknowledged.count > Self.kills)
    }

    private func check(_ acknowledged: [UInt64: UInt64], _ kill: Int) async throws {
        try await folder.once { journal async throws in
            let kept = try await journal.everything(at: folder.wall)
            let numbers = kept.compactMap { UInt64($0.message.carrier) }
            #expect(numbers.count == kept.count)
            #expect(Set(numbers).count == numbers.count, "twice, after kill \(kill)")
            #expect(numbers == numbers.sorted(), "out of order, after kill \(kill)")
            let places = Dictionary(uniqueKeysWithValues: zip(numbers, kept.map(\.sequence)))
            for (number, sequence) in acknowledged where places[number] != sequence {
                Issue.record("\(number), acknowledged as \(sequence), is lost after kill \(kill)")
            }
            let highest = try await journal.perform(
                .place(inStream: .outbox(Self.stream), of: "child"),
                at: folder.wall
            )
            #expect(highest == numbers.last)
        }
    }
}
