// SPDX-License-Identifier: Apache-2.0

/// Proves to a service manager, again and again, that the threads that do the work turn.
///
/// A timer of its own would prove only that the timer lives. So each round asks every one of them
/// and waits for its answer, however long that takes: when one does not answer, the manager hears
/// nothing more, and does what its unit says.
struct Watchdog: Sendable {
    /// How often the manager must hear; it is told twice as often.
    let period: Duration
    /// Each returns whether a part of the program has come round since the call.
    let parts: [@Sendable () async -> Bool]
    let tell: @Sendable () -> Void

    /// Ends when its task is cancelled.
    func run() async {
        while !Task.isCancelled {
            var isAlive = true
            for part in parts where isAlive { isAlive = await part() }
            if isAlive { tell() }
            try? await Task.sleep(for: period / 2)
        }
    }
}
