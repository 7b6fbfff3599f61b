// SPDX-License-Identifier: Apache-2.0

/// A pattern of names: `*` stands for any characters, `?` for one, everything else for itself.
struct GlobPattern {
    private let pattern: [Unicode.Scalar]

    init(_ pattern: String) { self.pattern = Array(pattern.unicodeScalars) }

    /// Takes time in proportion to both lengths multiplied, at most.
    func matches(_ name: String) -> Bool {
        let name = Array(name.unicodeScalars)
        // Whether the first so many scalars of the name match the pattern up to here.
        var reached = [true] + Array(repeating: false, count: name.count)
        for part in pattern {
            if part == "*" {
                for index in name.indices where reached[index] { reached[index + 1] = true }
            } else {
                for index in name.indices.reversed() {
                    reached[index + 1] = reached[index] && (part == "?" || part == name[index])
                }
                reached[0] = false
            }
        }
        return reached[name.count]
    }
}
