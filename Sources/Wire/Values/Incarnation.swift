// SPDX-License-Identifier: Apache-2.0

/// How often a member has had to refute; only the member itself may raise it (SWIM §4.2).
package struct Incarnation: RawRepresentable, Hashable, Comparable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The one incarnation that cannot be outbid; no honest node gets there (spec §8.5).
    package static let unbeatable = Incarnation(rawValue: .max)

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

extension Incarnation: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: UInt32) { self.init(rawValue: value) }
}
