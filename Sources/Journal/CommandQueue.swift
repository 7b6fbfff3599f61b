// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Synchronization

/// The commands that wait for the writer: bounded, and the only thing that other threads touch.
final class CommandQueue: Sendable {
    private struct State {
        var commands: Deque<Command> = []
        var bytes = 0
        var isClosed = false
        /// Whether the writer has been rung and has not found the queue empty since.
        var isRung = false
    }

    private let limits: JournalLimits
    private let state = Mutex(State())

    init(limits: JournalLimits) { self.limits = limits }

    var count: Int { state.withLock { $0.commands.count } }

    /// Leaves a command for the writer.
    ///
    /// - Returns: whether the writer must be rung.
    func add(_ command: Command) throws(JournalError) -> Bool {
        guard command.bytes <= limits.queuedBytes else {
            throw .tooLarge(bytes: command.bytes, limit: limits.queuedBytes)
        }
        let answer: Result<Bool, JournalError> = state.withLock { state in
            guard !state.isClosed else { return .failure(.closed) }
            guard state.commands.count < limits.queuedCommands,
                state.bytes + command.bytes <= limits.queuedBytes
            else { return .failure(.queueFull(commands: state.commands.count)) }
            state.commands.append(command)
            state.bytes += command.bytes
            defer { state.isRung = true }
            return .success(!state.isRung)
        }
        return try answer.get()
    }

    /// What goes into the next transaction, oldest first; nothing when nobody waits, and then the
    /// writer must be rung for the next one.
    func takeBatch() -> [Command] {
        state.withLock { state in
            var batch: [Command] = []
            var bytes = 0
            while let next = state.commands.first, batch.count < max(1, limits.batchCommands),
                batch.isEmpty || bytes + next.bytes <= limits.batchBytes
            {
                batch.append(next)
                bytes += next.bytes
                state.commands.removeFirst()
            }
            state.bytes -= bytes
            if batch.isEmpty { state.isRung = false }
            return batch
        }
    }

    /// Takes no more; what waits is still done.
    ///
    /// - Returns: false when it was closed before.
    func close() -> Bool {
        state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
    }
}
