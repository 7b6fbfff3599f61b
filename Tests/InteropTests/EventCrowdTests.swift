// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

extension RealPrograms {
    /// Many readers of events at one node that has other work too; `scripts/crowd` has more of them
    /// for a minute.
    @Suite struct EventCrowdTests {
        private static let messages = 200

        /// Opens so many streams, and returns when all have begun.
        private static func readers(_ count: Int, at siege: Siege) throws -> [CrowdClient] {
            let readers = try (0..<count).map {
                try siege.client(net: 1 + $0 % 8, keeping: 1_000_000)
            }
            let request = "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"
            for reader in readers { reader.send(request.utf8) }
            try readers.wait(
                for: "the stream to begin",
                { $0.received.suffix(4) == [10, 10, 13, 10] }
            ) {
                readers.read(withinMilliseconds: 100)
            }
            return readers
        }

        @Test func `500 readers get every event in order, and cost at most 10 MiB`() async throws {
            let counters = try await Siege.lay(isWatched: true) { siege in
                let before = try #require(ProcessFigures(of: siege.child))
                let readers = try Self.readers(500, at: siege)
                let teller = try siege.client()
                var told = 0
                try readers.wait(for: "all events", { $0.hasHeard(of: Self.messages) }) {
                    // One after the other, so that the log grows while it is read.
                    if told < Self.messages {
                        told += 1
                        try teller.tell("message \(told).")
                    }
                    readers.read(withinMilliseconds: told < Self.messages ? 0 : 100)
                }
                let during = try #require(ProcessFigures(of: siege.child))
                #expect(during.residentKiB - before.residentKiB <= 10 * 1_024)
                let first = readers[0].eventIDs
                #expect(first.count == Self.messages)
                #expect(zip(first, first.dropFirst()).allSatisfy { $0 + 1 == $1 })
                #expect(readers.allSatisfy { $0.eventIDs == first })
            }
            #expect(counters["inbox-messages-received"] == UInt64(Self.messages))
            #expect(counters["events-forgotten"] == 0)
        }

        @Test func `readers that take nothing are ended, and the node has its memory back`()
            async throws
        {
            let counters = try await Siege.lay(
                ["--http-write-timeout", "1s", "--inbox-bytes", "100000"],
                isWatched: true,
                // The log of events.
                keptKiB: 16 * 1_024
            ) { siege in
                let readers = try Self.readers(100, at: siege)
                let teller = try siege.client()
                // The teller, the witness, and the readers.
                #expect(try teller.figure("http-connections") >= readers.count + 2)
                let text = String(repeating: "x", count: 15_000)
                let deadline = ContinuousClock.now + .seconds(60)
                // Their systems take some first.
                while try teller.figure("http-connections") > 2 {
                    try #require(ContinuousClock.now < deadline, "some are not ended")
                    for _ in 0..<50 { try teller.tell(text) }
                }
                withExtendedLifetime(readers) {}
            }
            #expect(counters["http-write-stalls"] == 100)
        }
    }
}

extension CrowdClient {
    /// Whether the last of so many messages has come, whole.
    fileprivate func hasHeard(of messages: Int) -> Bool {
        let end = received.suffix(500)
        return end.suffix(4) == [10, 10, 13, 10]
            && String(decoding: end, as: UTF8.self).contains("\"message \(messages).\"")
    }

    /// The numbers of the events that came; an id without data only says where the stream stands.
    fileprivate var eventIDs: [UInt64] {
        var ids: [UInt64] = []
        var id: UInt64?
        received.withUnsafeBytes { bytes in
            var rest = UnsafeRawBufferPointer(rebasing: bytes[...])
            while let start = rest.baseAddress, let end = memchr(start, 10, rest.count) {
                let count = UnsafeRawPointer(end) - start
                let line = rest.prefix(count)
                if line.starts(with: "id: ".utf8) {
                    id = UInt64(String(decoding: line.dropFirst(4), as: UTF8.self))
                } else if line.starts(with: "data: ".utf8), let id {
                    ids.append(id)
                }
                rest = UnsafeRawBufferPointer(rebasing: rest[(count + 1)...])
            }
        }
        return ids
    }
}
