// SPDX-License-Identifier: Apache-2.0

/// The journal's own time, which follows the clock forwards and never goes back.
///
/// Leases, times to live and the age of keys are counted in it. When the clock is set back, it
/// stands still for that moment and goes on with the clock from there: nothing lasts longer for
/// it. When the clock is set forward, it follows, and what was to end in between ends.
struct JournalClock: Equatable, Sendable {
    /// Steps back by less are the noise of threads that read the clock one before the other.
    static let noiseMilliseconds: Int64 = 1_000

    /// Milliseconds; the clock's own as long as that has never been set back.
    private(set) var time: Int64
    /// What the clock showed then, in milliseconds since 1970.
    private(set) var wall: Int64

    init(time: Int64, wall: Int64) {
        self.time = time
        self.wall = wall
    }

    /// Told what the clock shows.
    mutating func advance(to wall: Int64) {
        if wall > self.wall {
            time &+= wall &- self.wall
            self.wall = wall
        } else if wall < self.wall - Self.noiseMilliseconds {
            self.wall = wall
        }
    }

    /// When that has passed, but at most a century from now.
    func after(_ duration: Duration) -> Int64 {
        let century: Int64 = 100 * 365 * 24 * 60 * 60
        let seconds = min(max(0, duration.components.seconds), century)
        let rest = seconds == century ? 0 : duration.components.attoseconds / 1_000_000_000_000_000
        return time &+ seconds * 1_000 &+ max(0, rest)
    }
}
