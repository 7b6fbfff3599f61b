// SPDX-License-Identifier: Apache-2.0

/// The pairs of a query, in order, percent-decoded; a plus sign means a space (form rules).
package struct Query: Equatable, Sendable {
    package private(set) var pairs: [Pair]

    /// One name and its value; the value is empty when there is no equals sign.
    package struct Pair: Equatable, Sendable {
        package let name: String
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(_ pairs: [Pair] = []) { self.pairs = pairs }

    /// Reads what stands behind the question mark.
    ///
    /// - Returns: `nil` when a percent sign is not followed by two hexadecimal digits, or when
    ///   the decoded bytes are not UTF-8.
    package init?(parsing raw: String) {
        pairs = []
        for part in raw.utf8.split(separator: UInt8(ascii: "&")) {
            let sides = part.split(
                separator: UInt8(ascii: "="),
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            guard let name = PercentDecoding.decode(sides[0], plusIsSpace: true) else {
                return nil
            }
            var value = ""
            if sides.count == 2 {
                guard let decoded = PercentDecoding.decode(sides[1], plusIsSpace: true) else {
                    return nil
                }
                value = decoded
            }
            pairs.append(Pair(name: name, value: value))
        }
    }

    package var isEmpty: Bool { pairs.isEmpty }

    /// The value of the first pair of that name.
    package func first(_ name: String) -> String? {
        pairs.first { $0.name == name }?.value
    }

    /// The values of all pairs of that name, in order.
    package func all(_ name: String) -> [String] {
        pairs.lazy.filter { $0.name == name }.map(\.value)
    }

    /// The names, in order, each as often as it occurs.
    package var names: [String] { pairs.map(\.name) }
}
