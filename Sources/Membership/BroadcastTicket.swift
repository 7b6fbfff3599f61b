// SPDX-License-Identifier: Apache-2.0

/// The number of a broadcast's submission, and where the queue keeps it, in one word that is
/// ordered as the numbers are.
///
/// Numbers have 40 bits, which last a node for a thousand submissions a second for 34 years.
struct BroadcastTicket: RawRepresentable, Comparable, Sendable {
    let rawValue: UInt64

    private static let placeBits: UInt64 = 24

    init(rawValue: UInt64) { self.rawValue = rawValue }

    init(number: UInt64, place: Int) {
        rawValue = number << Self.placeBits | UInt64(place)
    }

    var place: Int { Int(rawValue & ((1 << Self.placeBits) - 1)) }

    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
