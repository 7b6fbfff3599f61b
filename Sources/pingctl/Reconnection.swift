// SPDX-License-Identifier: Apache-2.0

/// When a broken connection is tried again, and when it is given up.
struct Reconnection {
    private static let shortestPause = Duration.milliseconds(50)
    private static let longestPause = Duration.seconds(10)

    /// How long to try before giving up; zero: not at all.
    let limit: Duration
    private var wasConnected = false
    private var brokenAt: ContinuousClock.Instant?
    private var pause: Duration?

    init(limit: Duration) { self.limit = limit }

    var isBroken: Bool { brokenAt != nil }

    /// An answer came.
    mutating func succeed() {
        wasConnected = true
        brokenAt = nil
        pause = nil
    }

    /// A try failed; says when the next one is due.
    ///
    /// `retry` is the pause that the server asks for. It doubles with every failure, and a fifth of
    /// it is chance, so that many clients do not come back at once.
    ///
    /// - Throws: the error itself, when trying again is no use, or not for longer: what was never
    ///   reached is not waited for.
    mutating func fail(
        _ error: PingctlError,
        at now: ContinuousClock.Instant,
        retry: Duration? = nil
    ) throws(PingctlError) -> ContinuousClock.Instant {
        let begin = brokenAt ?? now
        guard wasConnected, error.mayPass, begin.duration(to: now) < limit else { throw error }
        brokenAt = begin
        let wished = pause.map { $0 * 2 } ?? retry ?? .seconds(1)
        let next = min(max(wished, Self.shortestPause), Self.longestPause)
        pause = next
        return min(now + next * Double.random(in: 0.8...1), begin + limit)
    }
}
