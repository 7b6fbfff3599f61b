// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How far something is, in one line of standard error that is drawn anew; never when that is no
/// terminal, and not for what takes less than a second.
struct ProgressBar {
    private static let patience = Duration.seconds(1)
    private static let interval = Duration.milliseconds(100)

    /// Of the line, however wide the terminal is.
    private static let widestColumns = 60

    private static let spareColumns = 3

    private let label: String
    private let isShown: Bool
    private let begin = ContinuousClock.now
    private var drawnAt: ContinuousClock.Instant?

    init(_ label: String, environment: [String: String]) {
        self.label = label
        isShown = isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"
    }

    /// When it is worth calling `show` again.
    var nextDeadline: ContinuousClock.Instant { .now + Self.interval }

    mutating func show(_ done: Int, of total: Int) {
        let now = ContinuousClock.now
        let elapsed = begin.duration(to: now)
        guard isShown, elapsed > Self.patience else { return }
        if let drawnAt, drawnAt.duration(to: now) < Self.interval { return }
        drawnAt = now
        var size = winsize()
        let known = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        let columns = known ? Int(size.ws_col) : 80
        let line = Self.line(label, done, of: total, elapsed: elapsed, columns: columns)
        _ = Console.write(Array("\r\(line)\u{1B}[K".utf8), to: STDERR_FILENO)
    }

    /// Takes the line away; what is written next stands in its place.
    mutating func clear() {
        guard drawnAt != nil else { return }
        drawnAt = nil
        _ = Console.write(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO)
    }

    /// Shorter than the terminal is wide, for in the last column some break the line, and for the
    /// `^C` that a terminal writes behind it.
    static func line(
        _ label: String,
        _ done: Int,
        of total: Int,
        elapsed: Duration,
        columns: Int
    ) -> String {
        let share = total > 0 ? min(1, Double(done) / Double(total)) : 1
        var tail = "\(done)/\(total) \(Int(share * 100))%"
        if done > 0, done < total {
            let left = elapsed * (Double(total - done) / Double(done))
            tail += " \(left.components.seconds + 1)s left"
        }
        // A longer line than a small window takes would be broken, and left behind, when one that
        // is large is made small.
        let columns = min(columns, widestColumns)
        let room = columns - spareColumns - DisplayWidth.columns(of: label) - tail.utf8.count - 4
        guard room >= 5 else {
            return DisplayWidth.cut("\(label) \(tail)", to: columns - spareColumns)
        }
        let width = min(room, 40)
        let full = Int(share * Double(width))
        let bar = String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
        return "\(label) [\(bar)] \(tail)"
    }
}
