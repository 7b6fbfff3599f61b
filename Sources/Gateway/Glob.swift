// SPDX-License-Identifier: Apache-2.0

/// A pattern of names: `*` stands for any characters, `?` for one, everything else for itself.
struct Glob: Equatable, Sendable {
    /// Longer patterns are refused, since matching takes time in proportion; ours.
    static let maximumBytes = 256

    private let pattern: [UnicodeScalar]

    /// `nil` for a pattern that is too long.
    init?(_ pattern: String) {
        guard pattern.utf8.count <= Self.maximumBytes else { return nil }
        self.pattern = Array(pattern.unicodeScalars)
    }

    func matches(_ name: String) -> Bool {
        let name = Array(name.unicodeScalars)
        var (place, at) = (0, 0)
        // Where the last star stands, and how much of the name it has taken so far.
        var star: (place: Int, taken: Int)?
        while at < name.count {
            if place < pattern.count, pattern[place] == "*" {
                star = (place, at)
                place += 1
            } else if place < pattern.count, pattern[place] == "?" || pattern[place] == name[at] {
                place += 1
                at += 1
            } else if let last = star {
                star = (last.place, last.taken + 1)
                place = last.place + 1
                at = last.taken + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == "*" }
    }
}
