// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Journal

@Suite(.timeLimit(.minutes(1)))
struct InboxTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    @Test func `a message is there after a restart, byte for byte`() async throws {
        let odd = JournalMessage(
            receivedAtUnixMilliseconds: -1,
            sender: "a\0b'; DROP TABLE inbox; --",
            carrier: "packet",
            payload: Array(0...255)
        )
        let nobody = JournalMessage("", from: nil)
        try await folder.once { journal async throws in
            #expect(try await journal.perform(.append(odd), at: folder.wall) == 1)
            #expect(try await journal.perform(.append(nobody), at: folder.wall) == 2)
        }
        try await folder.once { journal async throws in
            let kept = try await journal.everything(at: folder.wall)
            #expect(kept.map(\.message) == [odd, nobody])
            #expect(kept.map(\.sequence) == [1, 2])
        }
    }

    @Test func `no number is given twice, whatever was let go and however it was opened`()
        async throws
    {
        var limits = JournalLimits()
        limits.inboxBytes = 1
        for expected in UInt64(500)..<504 {
            let journal = try folder.open(limits, firstSequence: 500)
            let sequence = try await journal.perform(.append(JournalMessage("x")), at: folder.wall)
            #expect(sequence == expected)
            #expect(try await journal.everything(at: folder.wall).isEmpty)
            await journal.close()
        }
    }

    @Test func `a number that is asked for is given when it is higher`() async throws {
        try await folder.once { journal async throws in
            let wall = folder.wall
            #expect(try await journal.perform(.append(JournalMessage("a"), as: 10), at: wall) == 10)
            #expect(try await journal.perform(.append(JournalMessage("b"), as: 5), at: wall) == 11)
            #expect(try await journal.perform(.append(JournalMessage("c"), as: 90), at: wall) == 90)
            let page = try await journal.perform(
                .page(from: 12, limit: 5, payloadBytes: 100),
                at: wall
            )
            #expect(page.entries.map(\.sequence) == [90])
            #expect(page.oldest == 10)
            #expect(page.next == 91)
        }
    }

    @Test func `the oldest go where there is no room, by count and by bytes`() async throws {
        var limits = JournalLimits()
        limits.inboxMessages = 3
        try await folder.once(limits) { journal async throws in
            for text in ["a", "b", "c", "d", "e"] {
                _ = try await journal.perform(.append(JournalMessage(text)), at: folder.wall)
            }
            let kept = try await journal.everything(at: folder.wall)
            #expect(kept.map(\.message.text) == ["c", "d", "e"])
        }
        limits.inboxBytes = 3 * JournalMessage("x").size
        try await folder.once(limits) { journal async throws in
            let long = String(repeating: "f", count: JournalMessage("x").size)
            _ = try await journal.perform(.append(JournalMessage(long)), at: folder.wall)
            let kept = try await journal.everything(at: folder.wall)
            #expect(kept.map(\.message.text) == ["e", long])
            let statistics = journal.statistics
            #expect(statistics.inboxMessages == 2)
            #expect(statistics.inboxBytes == kept.map(\.message.size).reduce(0, +))
        }
    }

    @Test func `a page ends with its count, or with the message that fills it`() async throws {
        try await folder.once { journal async throws in
            for text in ["aaaa", "bbbb", "cccc"] {
                _ = try await journal.perform(.append(JournalMessage(text)), at: folder.wall)
            }
            let two = try await journal.perform(
                .page(from: 1, limit: 2, payloadBytes: 100),
                at: folder.wall
            )
            #expect(two.entries.map(\.message.text) == ["aaaa", "bbbb"])
            #expect(two.next == 3)
            let full = try await journal.perform(
                .page(from: 2, limit: 9, payloadBytes: 1),
                at: folder.wall
            )
            #expect(full.entries.map(\.message.text) == ["bbbb"])
            #expect(full.next == 3)
            let end = try await journal.perform(
                .page(from: .max, limit: 9, payloadBytes: 9),
                at: folder.wall
            )
            #expect(end.entries.isEmpty)
            #expect(end.next == 4)
        }
    }

    // MARK: Streams

    @Test func `what a peer repeats is stored once, over a restart too`() async throws {
        func place(_ sequence: UInt64, stream: StreamID = .outbox(.max)) -> StreamPlace {
            StreamPlace(peer: "beta", stream: stream, sequence: sequence)
        }
        try await folder.once { journal async throws in
            let first = JournalOperation.receive(JournalMessage("one"), at: place(5))
            #expect(try await journal.perform(first, at: folder.wall) == .stored(sequence: 1))
            #expect(try await journal.perform(first, at: folder.wall) == .repeated)
        }
        try await folder.once { journal async throws in
            let wall = folder.wall
            let again = JournalOperation.receive(JournalMessage("one"), at: place(5))
            #expect(try await journal.perform(again, at: wall) == .repeated)
            let older = JournalOperation.receive(JournalMessage("zero"), at: place(4))
            #expect(try await journal.perform(older, at: wall) == .repeated)
            let later = JournalOperation.receive(JournalMessage("two"), at: place(9))
            #expect(try await journal.perform(later, at: wall) == .stored(sequence: 2))
            let other = JournalOperation.receive(
                JournalMessage("new"),
                at: place(1, stream: .outbox(2))
            )
            #expect(try await journal.perform(other, at: wall) == .stored(sequence: 3))
            #expect(
                try await journal.perform(.place(inStream: .outbox(.max), of: "beta"), at: wall)
                    == 9
            )
            #expect(
                try await journal.perform(.place(inStream: .outbox(3), of: "beta"), at: wall) == nil
            )
        }
    }

    @Test func `names that differ after a NUL are two peers`() async throws {
        try await folder.once { journal async throws in
            for peer in ["a\0b", "a\0c", "a"] {
                let place = StreamPlace(peer: peer, stream: .outbox(1), sequence: 1)
                let receipt = try await journal.perform(
                    .receive(JournalMessage(peer), at: place),
                    at: folder.wall
                )
                #expect(receipt != .repeated)
            }
        }
    }

    @Test func `the streams longest silent are forgotten where there are too many`() async throws {
        var limits = JournalLimits()
        limits.streamsPerPeer = 2
        limits.streams = 3
        try await folder.once(limits) { journal async throws in
            func hear(_ peer: String, _ stream: UInt64) async throws {
                folder.wall += 1
                let place = StreamPlace(peer: peer, stream: .outbox(stream), sequence: 1)
                _ = try await journal.perform(
                    .receive(JournalMessage("x"), at: place),
                    at: folder.wall
                )
            }
            func known(_ peer: String, _ streams: [UInt64]) async throws -> [UInt64] {
                var known: [UInt64] = []
                for stream in streams {
                    let place = JournalOperation.place(inStream: .outbox(stream), of: peer)
                    if try await journal.perform(place, at: folder.wall) != nil {
                        known.append(stream)
                    }
                }
                return known
            }
            for stream: UInt64 in 1...3 { try await hear("a", stream) }
            #expect(try await known("a", [1, 2, 3]) == [2, 3])
            try await hear("b", 1)
            try await hear("c", 1)
            #expect(try await known("a", [1, 2, 3]) == [3])
            #expect(journal.statistics.streams == 3)
        }
    }

    @Test func `a peer has one lane, whose place is known again after a restart`() async throws {
        let (old, new) = (StreamID.lane(high: 1, low: 2), StreamID.lane(high: .max, low: 0))
        func place(_ stream: StreamID, _ sequence: UInt64, peer: String = "a") -> StreamPlace {
            StreamPlace(peer: peer, stream: stream, sequence: sequence)
        }
        try await folder.once { journal async throws in
            let arrivals: [(JournalMessage, StreamPlace?)] = [
                (JournalMessage("1"), place(old, 3)), (JournalMessage("2"), nil),
                (JournalMessage("1"), place(old, 3)), (JournalMessage("3"), place(new, 1)),
                (JournalMessage("4"), place(.outbox(9), 1)),
                (JournalMessage("5"), place(old, 8, peer: "b")),
            ]
            let receipts = try await journal.perform(.receiveAll(arrivals), at: folder.wall)
            let expected: [Receipt] = [
                .stored(sequence: 1), .stored(sequence: 2), .repeated, .stored(sequence: 3),
                .stored(sequence: 4), .stored(sequence: 5),
            ]
            #expect(receipts == expected)
        }
        try await folder.once { journal async throws in
            let places = try await journal.perform(.lanePlaces(limit: 9), at: folder.wall)
            #expect(places.count == 2)
            #expect(places.contains(place(new, 1)))
            #expect(places.contains(place(old, 8, peer: "b")))
        }
    }
}
