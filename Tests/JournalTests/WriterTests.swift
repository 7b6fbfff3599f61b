// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization
import Testing

@testable import Journal

@Suite(.timeLimit(.minutes(1)))
struct WriterTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    /// Keeps the writer in a transaction until `release` is called.
    private final class Gate: Sendable {
        private let entered = DispatchSemaphore(value: 0)
        private let open = DispatchSemaphore(value: 0)

        var operation: JournalOperation<Bool> {
            .reading { [self] _ throws(StorageFailure) in
                entered.signal()
                open.wait()
                return true
            }
        }

        func waitUntilEntered() { entered.wait() }
        func release() { open.signal() }
    }

    /// Answers as they come.
    private final class Answers: Sendable {
        private let results = Mutex<[Result<UInt64, JournalError>]>([])
        func add(_ result: Result<UInt64, JournalError>) { results.withLock { $0.append(result) } }
        var all: [Result<UInt64, JournalError>] { results.withLock { $0 } }
    }

    @Test func `what waits together is one commit, answered in order`() async throws {
        let journal = try folder.open()
        let (gate, answers) = (Gate(), Answers())
        journal.perform(gate.operation, at: folder.wall) { _ in }
        gate.waitUntilEntered()
        for _ in 0..<500 {
            journal.perform(.append(JournalMessage("x")), at: folder.wall) { answers.add($0) }
        }
        #expect(answers.all.isEmpty)
        #expect(journal.statistics.queued == 500)
        gate.release()
        let last = try await journal.perform(.append(JournalMessage("y")), at: folder.wall)
        #expect(last == 501)
        #expect(answers.all == (1...500).map { .success(UInt64($0)) })
        #expect(journal.statistics.commits <= 2)
        #expect(journal.statistics.commands == 502)
        await journal.close()
    }

    @Test func `a commit that fails fails everyone in it, and nothing of it is visible`()
        async throws
    {
        let journal = try folder.open()
        let (gate, answers) = (Gate(), Answers())
        journal.perform(gate.operation, at: folder.wall) { _ in }
        gate.waitUntilEntered()
        let wall = folder.wall
        let read = Mutex<Int?>(nil)
        journal.perform(.append(JournalMessage("a")), at: wall) { answers.add($0) }
        let page = JournalOperation.page(from: 0, limit: 9, payloadBytes: 99)
        // The disk fails: SQLITE_IOERR_FSYNC.
        let failing = JournalOperation<UInt64>.writing { _ throws(StorageFailure) in
            throw StorageFailure(code: 10 | 4 << 8, words: "disk I/O error")
        }
        await withCheckedContinuation { continuation in
            journal.perform(page, at: wall) { result in
                read.withLock { $0 = (try? result.get())?.entries.count }
                continuation.resume()
            }
            journal.perform(failing, at: wall) { answers.add($0) }
            journal.perform(.append(JournalMessage("b")), at: wall) { answers.add($0) }
            gate.release()
        }
        let error = JournalError.inputOutput(file: folder.database, "disk I/O error")
        #expect(answers.all == [.failure(error), .failure(error), .failure(error)])
        #expect(journal.statistics.trouble == error)
        // Who read was answered, from what is true.
        #expect(read.withLock { $0 } == 0)
        #expect(try await journal.everything(at: wall).isEmpty)
        #expect(try await journal.perform(.append(JournalMessage("c")), at: wall) == 1)
        #expect(journal.statistics.trouble == nil)
        await journal.close()
    }

    @Test func `a full queue refuses at once, by commands and by bytes`() async throws {
        var limits = JournalLimits()
        limits.queuedCommands = 3
        limits.queuedBytes = 2_000
        let journal = try folder.open(limits)
        let (gate, answers) = (Gate(), Answers())
        journal.perform(gate.operation, at: folder.wall) { _ in }
        gate.waitUntilEntered()
        for _ in 0..<4 {
            journal.perform(.append(JournalMessage("x")), at: folder.wall) { answers.add($0) }
        }
        #expect(answers.all == [.failure(.queueFull(commands: 3))])
        let large = JournalMessage(String(repeating: "y", count: 3_000))
        let error = await #expect(throws: JournalError.self) {
            try await journal.perform(.append(large), at: folder.wall)
        }
        guard case .tooLarge(let bytes, limit: 2_000) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(bytes > 3_000)
        gate.release()
        await journal.close()
        #expect(answers.all.count == 4)
    }

    @Test func `what was given before the end is done, what comes after is refused`() async throws {
        let journal = try folder.open()
        let (gate, answers) = (Gate(), Answers())
        journal.perform(gate.operation, at: folder.wall) { _ in }
        gate.waitUntilEntered()
        journal.perform(.append(JournalMessage("x")), at: folder.wall) { answers.add($0) }
        await withCheckedContinuation { continuation in
            journal.close { continuation.resume() }
            journal.perform(.append(JournalMessage("y")), at: folder.wall) { answers.add($0) }
            gate.release()
        }
        #expect(answers.all == [.failure(.closed), .success(1)])
        await journal.close()
        try await folder.once { again async throws in
            #expect(try await again.everything(at: folder.wall).count == 1)
        }
    }

    @Test func `the file's limit is told from a full disk, and what is small still fits`()
        async throws
    {
        var limits = JournalLimits()
        limits.fileBytes = 1024 * 1024
        limits.batchBytes = 64 * 1024
        limits.inboxBytes = .max
        let journal = try folder.open(limits)
        let message = JournalMessage(String(repeating: "x", count: 50_000))
        var stored: [UInt64] = []
        let error = await #expect(throws: JournalError.self) {
            while true {
                stored.append(try await journal.perform(.append(message), at: folder.wall))
            }
        }
        #expect(error == .limitReached(file: folder.database, bytes: 1024 * 1024))
        #expect(error?.canGoOn == true)
        #expect(stored.count > 10)
        let small = try await journal.perform(.append(JournalMessage("s")), at: folder.wall)
        #expect(small == stored.last.map { $0 + 1 })
        await journal.close()
    }

    // MARK: The log

    @Test func `the log is emptied as it grows`() async throws {
        let journal = try folder.open()
        let message = JournalMessage(String(repeating: "x", count: 60_000))
        var longest = 0
        for _ in 0..<400 {
            _ = try await journal.perform(.append(message), at: folder.wall)
            longest = max(longest, journal.statistics.logBytes)
        }
        #expect(longest > 0)
        #expect(longest < 8 * 1024 * 1024, "24 MB of messages left a log of \(longest)")
        await journal.close()
    }

    @Test func `a reader from outside that never ends stops the writing, not the disk`()
        async throws
    {
        var limits = JournalLimits()
        limits.logBytes = 512 * 1024
        limits.lockWait = .milliseconds(10)
        let journal = try folder.open(limits)
        let message = JournalMessage(String(repeating: "x", count: 60_000))
        _ = try await journal.perform(.append(message), at: folder.wall)
        let outside = try folder.outside()
        try outside.execute("BEGIN DEFERRED")
        try outside.execute("SELECT count(*) FROM inbox")
        let error = await #expect(throws: JournalError.self) {
            for _ in 0..<100 { _ = try await journal.perform(.append(message), at: folder.wall) }
        }
        guard case .logBlocked(folder.database, let bytes) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(bytes < 1024 * 1024)
        #expect(try await !journal.everything(at: folder.wall).isEmpty)
        try outside.execute("ROLLBACK")
        _ = try await journal.perform(.append(message), at: folder.wall)
        #expect(journal.statistics.logBytes < 512 * 1024)
        outside.close()
        await journal.close()
    }

    @Test func `a writer from outside is waited for, and then named`() async throws {
        var limits = JournalLimits()
        limits.lockWait = .milliseconds(10)
        let journal = try folder.open(limits)
        let outside = try folder.outside()
        try outside.execute("BEGIN IMMEDIATE")
        let error = await #expect(throws: JournalError.self) {
            try await journal.perform(.append(JournalMessage("x")), at: folder.wall)
        }
        #expect(error == .busy(file: folder.database))
        try outside.execute("ROLLBACK")
        #expect(try await journal.perform(.append(JournalMessage("x")), at: folder.wall) == 1)
        outside.close()
        await journal.close()
    }
}
