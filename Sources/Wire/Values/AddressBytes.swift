// SPDX-License-Identifier: Apache-2.0

/// A member's IP address exactly as it was advertised: 4 bytes, 16 bytes, or none (spec §4).
///
/// Address equality in the protocol is bytewise, so an IPv4-mapped address (`::ffff:a.b.c.d`, the
/// common form of auto-detected addresses) is *not* equal to its 4-byte form and is never
/// normalised. Kept inline, without an allocation.
package struct AddressBytes: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64
    /// 0, 4 or 16.
    package let count: Int8

    /// No address: what a nil or empty byte string means.
    package static let none = AddressBytes(high: 0, low: 0, count: 0)

    private init(high: UInt64, low: UInt64, count: Int8) {
        self.high = high
        self.low = low
        self.count = count
    }

    /// `nil` unless there are 0, 4 or 16 bytes.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.isEmpty || bytes.count == 4 || bytes.count == 16 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            if index < 8 {
                high |= UInt64(byte) << UInt64(56 - 8 * index)
            } else {
                low |= UInt64(byte) << UInt64(56 - 8 * (index - 8))
            }
        }
        self.init(high: high, low: low, count: Int8(bytes.count))
    }

    /// IPv4, as four bytes.
    package init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
        let word = UInt64(a) << 56 | UInt64(b) << 48 | UInt64(c) << 40 | UInt64(d) << 32
        self.init(high: word, low: 0, count: 4)
    }

    /// IPv6, as the two halves of its sixteen bytes.
    package init(ipv6High high: UInt64, low: UInt64) {
        self.init(high: high, low: low, count: 16)
    }

    /// The sixteen bytes of an IPv6 address as two halves; `nil` for anything else.
    package var ipv6Halves: (high: UInt64, low: UInt64)? {
        count == 16 ? (high, low) : nil
    }

    /// The four bytes of an IPv4 address as a number; `nil` for anything else.
    package var ipv4: UInt32? { count == 4 ? UInt32(high >> 32) : nil }

    package var isEmpty: Bool { count == 0 }

    /// The bytes, in network order.
    package var bytes: [UInt8] { (0..<Int(count)).map { self[$0] } }

    package subscript(index: Int) -> UInt8 {
        precondition(index >= 0 && index < Int(count), "no byte \(index) in \(count)")
        let word = index < 8 ? high : low
        return UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * (index & 7)))
    }

    /// The address to connect to: the mapped form is IPv4 (spec §4).
    package var unmapped: AddressBytes {
        guard count == 16, high == 0, low >> 32 == 0xFFFF else { return self }
        return AddressBytes(high: low << 32, low: 0, count: 4)
    }
}
