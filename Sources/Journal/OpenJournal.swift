// SPDX-License-Identifier: Apache-2.0

import Determinism
import Reactor
import Synchronization

/// What a node keeps on a disk, so that a restart, a crash or a power cut takes nothing of it that
/// it has acknowledged.
///
/// One thread writes. Commands that wait are carried out in one transaction, as a whole or not at
/// all, and answered once it has reached the disk. Any thread may give commands; what they are is
/// `JournalOperation`. `docs/journal.md` says what is promised, and what is in the file.
package final class OpenJournal: Sendable {
    /// Drawn when the journal was made, and kept with it.
    package let identity: UInt64
    /// The database.
    package let path: String

    private let queue: CommandQueue
    private let board = StatisticsBoard()
    private let remote: LoopRemote

    /// Opens the journal in a directory, or makes both; it belongs to this process until it is
    /// closed or the process ends.
    ///
    /// Waits for the disk, so it is for the start of a program.
    ///
    /// - `directory`: made with mode 0700 if it is not there; those above it must be.
    /// - `identity`: what a new journal is to be known by: a random number, not one of a clock.
    /// - `firstSequence`: the number of the first message of a new journal's inbox.
    /// - `wall`: milliseconds since 1970-01-01T00:00:00Z.
    package init(
        directory: String,
        limits: JournalLimits = JournalLimits(),
        identity: UInt64,
        firstSequence: UInt64 = 1,
        wall: Int64
    ) throws(JournalError) {
        let file = try JournalFile(directory: directory, limits: limits)
        let fresh = JournalState(identity: identity, firstSequence: firstSequence, wall: wall)
        let (state, run) = try file.prepare(fresh: fresh)
        path = file.path
        self.identity = state.identity
        queue = CommandQueue(limits: limits)
        let handover = Handover(file)
        do throws(Errno) {
            remote = try LoopThread.start(name: "journal") { [queue, board] loop in
                guard let file = handover.take() else { return }
                loop.resident = Writer(
                    file,
                    state,
                    run: run,
                    queue: queue,
                    limits: limits,
                    board: board
                )
            }
        } catch {
            throw .system(error)
        }
    }

    deinit { close {} }

    /// What it has done and what is in it, after the last transaction.
    package var statistics: JournalStatistics {
        var statistics = board.statistics
        statistics.queued = queue.count
        return statistics
    }

    /// Does something, after everything that was given before.
    ///
    /// - `wall`: milliseconds since 1970-01-01T00:00:00Z. That the clock is set back does no harm.
    /// - `completion`: told on the journal's thread, once the answer is true for good, or that
    ///   nothing of it was stored. It must not block. At once, on this thread, when there is no
    ///   room in the queue or the journal is closed.
    package func perform<Answer>(
        _ operation: JournalOperation<Answer>,
        at wall: Int64,
        _ completion: @escaping @Sendable (Result<Answer, JournalError>) -> Void
    ) {
        do throws(JournalError) {
            guard try queue.add(Command(operation, wall: wall, completion)) else { return }
            remote.post { loop in (loop.resident as? Writer)?.work() }
        } catch {
            completion(.failure(error))
        }
    }

    /// The same for a task.
    package func perform<Answer>(
        _ operation: JournalOperation<Answer>,
        at wall: Int64
    ) async throws(JournalError) -> Answer {
        let result = await withCheckedContinuation { continuation in
            perform(operation, at: wall) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    /// Does something on the journal's thread after a while, unless it is closed by then.
    package func after(_ wait: Duration, _ body: @escaping @Sendable () -> Void) {
        remote.post { loop in _ = loop.schedule(at: loop.now + wait, body) }
    }

    /// Does what was given before, moves the log into the database, and lets the directory go.
    ///
    /// `completion`: told on the journal's thread when another may open it; at once when
    ///   it was closed before.
    package func close(_ completion: @escaping @Sendable () -> Void) {
        guard queue.close() else { return completion() }
        remote.post { loop in
            (loop.resident as? Writer)?.close()
            // With it goes the lock on the directory.
            loop.resident = nil
            loop.stop()
            completion()
        }
    }

    /// The same for a task.
    package func close() async {
        await withCheckedContinuation { continuation in close { continuation.resume() } }
    }

    /// Carries the open file over to the thread that is its home from then on.
    private final class Handover: Sendable {
        private let file: Mutex<JournalFile?>

        init(_ file: consuming sending JournalFile) { self.file = Mutex(file) }

        func take() -> JournalFile? { file.withLock { $0.take() } }
    }
}
