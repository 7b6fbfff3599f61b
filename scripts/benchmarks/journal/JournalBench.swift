// SPDX-License-Identifier: Apache-2.0

import Glibc
import Journal
import Synchronization

/// So many writers, each of which gives the next message when its last one is durable.
final class JournalBench: Sendable {
    private struct Tally {
        var messages = 0
        /// Nanoseconds from the command to its answer.
        var times: [Int64] = []
        var running: Int
        var failure: JournalError?
    }

    private let journal: OpenJournal
    private let writers: Int
    private let seconds: Int
    private let message: JournalMessage
    private let tally: Mutex<Tally>
    private let end = Mutex<Int64>(0)

    init(
        directory: String,
        writers: Int,
        seconds: Int,
        payloadBytes: Int
    ) throws(JournalError) {
        journal = try OpenJournal(directory: directory, identity: 1, wall: 1)
        self.writers = writers
        self.seconds = seconds
        message = JournalMessage(
            receivedAtUnixMilliseconds: 1_790_000_000_000,
            sender: "bench",
            carrier: "stream",
            payload: [UInt8](repeating: 0x61, count: payloadBytes)
        )
        tally = Mutex(Tally(running: writers))
    }

    /// One line of figures.
    func run() async -> String {
        let before = Self.bytesWritten
        let start = Self.now
        end.withLock { $0 = start + Int64(seconds) * 1_000_000_000 }
        await withCheckedContinuation { continuation in
            for _ in 0..<writers { write { continuation.resume() } }
        }
        let spent = Double(Self.now - start) / 1e9
        let commits = journal.statistics.commits
        await journal.close()
        let written = Self.bytesWritten - before
        return tally.withLock { tally in
            if let failure = tally.failure { return "failed: \(failure)" }
            let times = tally.times.sorted()
            let figures = [
                writers, Int(Double(tally.messages) / spent), Int(Double(commits) / spent),
                written / max(1, tally.messages), Int(times[times.count / 2] / 1_000),
                Int(times[times.count * 99 / 100] / 1_000),
            ]
            return figures.map(String.init).joined(separator: " ")
        }
    }

    private func write(_ done: @escaping @Sendable () -> Void) {
        let start = Self.now
        journal.perform(.append(message), at: start / 1_000_000) { [self] result in
            let now = Self.now
            let isLast = tally.withLock { tally in
                switch result {
                case .success:
                    tally.messages += 1
                    tally.times.append(now - start)
                case .failure(let error): tally.failure = error
                }
                guard tally.failure != nil || now >= end.withLock({ $0 }) else { return nil as Bool? }
                tally.running -= 1
                return tally.running == 0
            }
            guard let isLast else { return write(done) }
            if isLast { done() }
        }
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// What this process has sent to the disk's layer (proc(5), `write_bytes`).
    private static var bytesWritten: Int {
        guard let file = fopen("/proc/self/io", "r") else { return 0 }
        defer { fclose(file) }
        var text = [UInt8](repeating: 0, count: 1_024)
        let count = fread(&text, 1, text.count, file)
        let lines = String(decoding: text.prefix(count), as: UTF8.self).split(separator: "\n")
        return lines.first { $0.hasPrefix("write_bytes: ") }.flatMap { Int($0.dropFirst(13)) } ?? 0
    }
}
