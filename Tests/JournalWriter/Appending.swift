// SPDX-License-Identifier: Apache-2.0

import Determinism
import Glibc
import Journal
import Synchronization

/// Sends the messages of a stream, some dozens at a time, until it is killed.
final class Appending: Sendable {
    private static let atOnce = 48

    private let journal: OpenJournal
    private let stream: UInt64
    private let next = Mutex<UInt64>(0)

    init(_ journal: OpenJournal, stream: UInt64) {
        self.journal = journal
        self.stream = stream
    }

    func start(with first: UInt64) {
        next.withLock { $0 = first }
        for _ in 0..<Self.atOnce { send() }
    }

    private func send() {
        // The stream's order is that of the journal's queue.
        next.withLock { next in
            let number = next
            next += 1
            let place = StreamPlace(peer: "child", stream: .outbox(stream), sequence: number)
            journal.perform(.receive(message(number), at: place), at: Clock.wall) { result in
                switch result {
                case .success(.stored(let sequence)): Lines.write("stored \(number) \(sequence)")
                case .success(.repeated): Lines.write("repeated \(number)")
                case .failure(let error): Lines.write("failed \(number): \(error)")
                }
                self.send()
            }
        }
    }

    /// Of a length that only its number says, so that pages of the database fill unevenly.
    private func message(_ number: UInt64) -> JournalMessage {
        var chance = SplitMix64(seed: number)
        let length = chance.index(below: 10) == 0 ? 9_000 : chance.index(below: 300)
        return JournalMessage(
            receivedAtUnixMilliseconds: Clock.wall,
            sender: "child",
            carrier: "\(number)",
            payload: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: length)
        )
    }
}
