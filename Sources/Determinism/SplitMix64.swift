// SPDX-License-Identifier: Apache-2.0

/// Seeded chance, never for secrets: the SplitMix64 of Steele, Lea and Flood.
package struct SplitMix64: RandomNumberGenerator, Equatable, Sendable {
    private var state: UInt64

    /// The same seed gives the same sequence, on every machine.
    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// An index in `0..<count`; `count` must be positive.
    package mutating func index(below count: Int) -> Int {
        precondition(count > 0, "no index below \(count)")
        return Int(next().multipliedFullWidth(by: UInt64(count)).high)
    }

    /// A random part of `duration`, uniform in `0..<duration`.
    ///
    /// Zero for a duration that is not positive.
    package mutating func part(of duration: Duration) -> Duration {
        let whole = duration.nanoseconds
        guard whole > 0 else { return .zero }
        return .nanoseconds(Int64(next().multipliedFullWidth(by: UInt64(whole)).high))
    }
}
