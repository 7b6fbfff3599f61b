// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing

struct InstantTests {
    @Test func `time saturates instead of wrapping`() {
        #expect(Instant(nanoseconds: .max) + .seconds(1) == .distantFuture)
        #expect(Instant(nanoseconds: .min) - .seconds(1) == Instant(nanoseconds: .min))
        #expect(Instant.origin + .seconds(Int64.max) == .distantFuture)
        let whole = Instant(nanoseconds: .max) - Instant(nanoseconds: .min)
        #expect(whole == .nanoseconds(Int64.max))
    }

    @Test func `adding and taking away are each other's opposite`() {
        let start = Instant(nanoseconds: 1_000)
        #expect(start + .milliseconds(3) - .milliseconds(3) == start)
        #expect((start + .milliseconds(3)) - start == .milliseconds(3))
        #expect(start < start + .nanoseconds(1))
    }

    @Test(arguments: [
        (Duration.zero, Int64(0)), (.seconds(2), 2_000_000_000), (.nanoseconds(-5), -5),
        (.milliseconds(-1_500), -1_500_000_000), (.seconds(Int64.max), .max),
        (.seconds(Int64.min), .min),
    ])
    func `a duration has whole nanoseconds`(duration: Duration, nanoseconds: Int64) {
        #expect(duration.nanoseconds == nanoseconds)
    }
}

struct SplitMix64Tests {
    @Test func `a seed gives the sequence of the paper's reference code`() {
        var random = SplitMix64(seed: 1_234_567)
        let first = (0..<3).map { _ in random.next() }
        #expect(
            first == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973,
                9_817_491_932_198_370_423,
            ]
        )
    }

    @Test func `an index stays below its bound and reaches every place`() {
        var random = SplitMix64(seed: 1)
        var seen: Set<Int> = []
        for _ in 0..<1_000 { seen.insert(random.index(below: 7)) }
        #expect(seen == Set(0..<7))
        #expect(random.index(below: 1) == 0)
    }

    @Test func `a part of a duration is shorter than the whole`() {
        var random = SplitMix64(seed: 2)
        for _ in 0..<1_000 {
            let part = random.part(of: .milliseconds(10))
            #expect(part >= .zero && part < .milliseconds(10))
        }
        #expect(random.part(of: .zero) == .zero)
        #expect(random.part(of: .seconds(-1)) == .zero)
    }
}
