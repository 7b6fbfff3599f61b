// SPDX-License-Identifier: Apache-2.0

import Reactor
import Synchronization

/// A ULID: 48 bits of milliseconds and 80 of chance in Crockford's base 32, so that ids sort by
/// time.
enum MessageID {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    private static let chance = Mutex(RandomWords())

    /// One made now.
    static func now() -> String {
        let now = UInt64(max(0, WallClock.microseconds / 1_000))
        return chance.withLock { make(unixMilliseconds: now, random: &$0) }
    }

    /// Whether a text has the form of one.
    static func isOne(_ text: String) -> Bool {
        text.utf8.count == 26 && text.utf8.allSatisfy { alphabet.contains($0) }
    }

    /// Milliseconds since it was made, by the clock; 0 for what is none, or comes from the future.
    static func age(of text: String) -> Double {
        guard isOne(text) else { return 0 }
        // The first ten digits are the time.
        let made = text.utf8.prefix(10).reduce(Int64(0)) { time, digit in
            time << 5 | Int64(alphabet.firstIndex(of: digit) ?? 0)
        }
        return Double(max(0, WallClock.microseconds - made * 1_000)) / 1_000
    }

    static func make(
        unixMilliseconds: UInt64,
        random: inout some RandomNumberGenerator
    ) -> String {
        let high = UInt16.random(in: .min ... .max, using: &random)
        let low = random.next()
        // 128 bits in 26 digits of five; the first digit holds only the top three.
        var rest = UInt128(unixMilliseconds & 0xFFFF_FFFF_FFFF) << 80 | UInt128(high) << 64
        rest |= UInt128(low)
        return String(unsafeUninitializedCapacity: 26) { digits in
            for place in (0..<26).reversed() {
                digits[place] = alphabet[Int(truncatingIfNeeded: rest & 31)]
                rest >>= 5
            }
            return 26
        }
    }
}
