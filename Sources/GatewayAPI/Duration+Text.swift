// SPDX-License-Identifier: Apache-2.0

/// Durations as the API, the flags and the configuration file write them: `500ms`, `3s`, `1h`.
extension Duration {
    /// The longest that can be written: 1,000 hours.
    package static let longestText = Duration.seconds(3_600_000)

    /// Reads a whole number and one unit, nothing else; `nil` when it is anything else.
    package init?(text: String) {
        let digits = text.utf8.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        // Ten digits are more than the longest needs, and their products cannot overflow.
        guard (1...10).contains(digits.count), let count = Int64(String(digits) ?? "") else {
            return nil
        }
        let duration: Duration
        switch text.dropFirst(digits.count) {
        case "ms": duration = .milliseconds(count)
        case "s": duration = .seconds(count)
        case "m": duration = .seconds(count * 60)
        case "h": duration = .seconds(count * 3_600)
        default: return nil
        }
        guard duration <= Self.longestText else { return nil }
        self = duration
    }

    /// The shortest way to write it; what is finer than a millisecond is cut off.
    package var text: String {
        let (seconds, attoseconds) = components
        let milliseconds = attoseconds / 1_000_000_000_000_000
        if milliseconds != 0 { return "\(seconds * 1_000 + milliseconds)ms" }
        if seconds != 0, seconds % 3_600 == 0 { return "\(seconds / 3_600)h" }
        if seconds != 0, seconds % 60 == 0 { return "\(seconds / 60)m" }
        return "\(seconds)s"
    }
}
