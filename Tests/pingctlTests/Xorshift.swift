// SPDX-License-Identifier: Apache-2.0

/// Seeded chance for these tests.
struct Xorshift: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    /// Up to so many bytes of an alphabet.
    mutating func bytes(of alphabet: String, below limit: Int) -> [UInt8] {
        let letters = Array(alphabet.utf8)
        return (0..<Int.random(in: 0..<limit, using: &self)).map { _ in
            letters.randomElement(using: &self)!
        }
    }
}
