// SPDX-License-Identifier: Apache-2.0

/// Carries out what waits in the queue, many commands in one transaction; lives on its thread.
final class Writer {
    private let file: JournalFile
    private let queue: CommandQueue
    private let limits: JournalLimits
    private let board: StatisticsBoard
    private let run: UInt64
    private var state: JournalState
    /// The clock as the file has it.
    private var savedClock: JournalClock
    /// Why the last transaction that was to change something failed, if it did.
    private var trouble: JournalError?

    init(
        _ file: consuming JournalFile,
        _ state: JournalState,
        run: UInt64,
        queue: CommandQueue,
        limits: JournalLimits,
        board: StatisticsBoard
    ) {
        self.file = file
        self.state = state
        savedClock = state.clock
        self.run = run
        self.queue = queue
        self.limits = limits
        self.board = board
        publish()
    }

    /// Does all that waits.
    func work() {
        while true {
            let batch = queue.takeBatch()
            guard !batch.isEmpty else { return }
            perform(batch)
        }
    }

    /// Does all that waits, and closes the file.
    func close() {
        work()
        keepTime()
        file.close()
    }

    /// Writes down how late it is.
    ///
    /// Reading moves the clock on and leaves nothing behind. Were the clock of the machine set
    /// back after it, the journal would open at an earlier time than it had closed. That this
    /// fails costs no more than that.
    private func keepTime() {
        guard trouble == nil, state.clock != savedClock else { return }
        do throws(JournalError) {
            _ = try transact([], isWriting: true)
        } catch {
            trouble = error
        }
    }

    private func perform(_ batch: [Command]) {
        // What is damaged is not touched any more.
        if let trouble, !trouble.canGoOn { return refuse(batch, trouble) }
        let isWriting = batch.contains(where: \.isWriting)
        do throws(JournalError) {
            if isWriting { try boundLog() }
            let completions = try transact(batch, isWriting: isWriting)
            if isWriting { trouble = nil }
            publish(answered: batch.count, committed: isWriting)
            for completion in completions { completion() }
        } catch {
            if isWriting || !error.canGoOn { trouble = error }
            // Who only wants to read need not suffer for a disk that cannot be written to.
            let readers = isWriting && error.canGoOn ? batch.filter { !$0.isWriting } : []
            refuse(readers.isEmpty ? batch : batch.filter(\.isWriting), error)
            for reader in readers { perform([reader]) }
        }
    }

    private func refuse(_ batch: [Command], _ error: JournalError) {
        publish(failed: batch.count)
        for command in batch { command.fail(error) }
    }

    /// Carries out a batch, as a whole or not at all.
    ///
    /// - Returns: the answers, which are true from now on.
    private func transact(
        _ batch: [Command],
        isWriting: Bool
    ) throws(JournalError) -> [Command.Completion] {
        let path = file.path
        return try file.access { connection throws(JournalError) in
            do throws(StorageFailure) {
                return try transact(batch, isWriting: isWriting, connection)
            } catch {
                connection.rollBack()
                let isAtLimit = isAtLimit(connection)
                throw error.error(file: path, fileBytes: limits.fileBytes, isAtLimit: isAtLimit)
            }
        }
    }

    private func transact(
        _ batch: [Command],
        isWriting: Bool,
        _ connection: Connection
    ) throws(StorageFailure) -> [Command.Completion] {
        try connection.begin(writing: isWriting)
        var ledger = Ledger(connection: connection, limits: limits, run: run, state: state)
        var completions: [Command.Completion] = []
        completions.reserveCapacity(batch.count)
        for command in batch {
            ledger.state.clock.advance(to: command.wall)
            completions.append(try command.run(&ledger))
        }
        if isWriting {
            try ledger.trimInbox()
            try ledger.state.save(connection)
        }
        try connection.commit()
        state = ledger.state
        if isWriting { savedClock = state.clock }
        return completions
    }

    /// Whether the database has as many pages as it may; if not, it is the disk that is full.
    private func isAtLimit(_ connection: Connection) -> Bool {
        do throws(StorageFailure) {
            let pages = try connection.row("PRAGMA page_count")?.count(0) ?? 0
            let most = try connection.row("PRAGMA max_page_count")?.count(0) ?? 0
            let free = try connection.row("PRAGMA freelist_count")?.count(0) ?? 0
            // A transaction that was too large for what is left has left it again.
            return pages - free + limits.batchBytes / 4_096 >= most
        } catch {
            return false
        }
    }

    /// Sees that the log does not grow for ever.
    ///
    /// SQLite begins it anew when all of it has been moved into the database, which a program that
    /// reads the whole time from outside can prevent.
    private func boundLog() throws(JournalError) {
        guard file.logBytes > limits.logBytes else { return }
        let path = file.path
        let isEmpty = try file.access { connection throws(JournalError) in
            do throws(StorageFailure) {
                return try connection.emptyLog()
            } catch {
                throw error.error(file: path, fileBytes: 0, isAtLimit: false)
            }
        }
        guard isEmpty else { throw .logBlocked(file: path, bytes: file.logBytes) }
    }

    private func publish(answered: Int = 0, failed: Int = 0, committed: Bool = false) {
        board.change { [state, trouble, logBytes = file.logBytes] statistics in
            statistics.commands += UInt64(answered)
            statistics.failures += UInt64(failed)
            statistics.commits += committed ? 1 : 0
            statistics.trouble = trouble
            statistics.logBytes = logBytes
            statistics.inboxFirst = state.inboxFirst
            statistics.inboxOldest = state.inboxOldest
            statistics.inboxNext = state.inboxNext
            statistics.inboxMessages = state.inboxMessages
            statistics.inboxBytes = state.inboxBytes
            statistics.outboxMessages = state.outboxMessages
            statistics.outboxBytes = state.outboxBytes
            statistics.keys = state.keys
            statistics.deadLetters = state.deadLetters
            statistics.streams = state.streams
            statistics.members = state.members
        }
    }
}
