// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Determinism
import Testing

@testable import Membership

/// Replays the lists of algorithms.json that membership computes (spec §9, §10, §12.1, §13.2).
@Suite struct AlgorithmVectorTests {
    struct Lists: Decodable {
        let awarenessMax8: [[AwarenessStep]]
        let pushPullScale: [PushPullScale]
        let remainingSuspicionTime: [Remaining]
        let retransmitLimit: [Limit]
        let suspicionTimeout: [Timeout]
    }
    struct AwarenessStep: Decodable {
        let delta: Int
        let scaled1SNs: Int64
        let score: Int
    }
    struct PushPullScale: Decodable {
        let intervalNs: Int64
        let n: Int
        let scaledNs: Int64
    }
    struct Remaining: Decodable {
        let elapsedNs: Int64
        let k: Int
        let maxNs: Int64
        let minNs: Int64
        let n: Int
        let remainingNs: Int64
    }
    struct Limit: Decodable {
        let limit: Int
        let mult: Int
        let n: Int
    }
    struct Timeout: Decodable {
        let intervalNs: Int64
        let mult: Int
        let n: Int
        let timeoutNs: Int64
    }

    let lists: Lists

    init() throws { lists = Vectors.file("algorithms", as: Lists.self) }

    @Test func `health moves and scales as in the reference`() {
        #expect(lists.awarenessMax8.count == 2)
        for walk in lists.awarenessMax8 {
            var awareness = Awareness(maximumMultiplier: 8)
            for step in walk {
                awareness.adjust(by: step.delta)
                awareness.checkInvariants()
                #expect(awareness.score == step.score)
                #expect(awareness.scaled(.seconds(1)).nanoseconds == step.scaled1SNs)
            }
        }
    }

    @Test func `push/pulls become rarer as in the reference`() {
        #expect(lists.pushPullScale.count == 54)
        for vector in lists.pushPullScale {
            let pace = PushPullPace.interval(.nanoseconds(vector.intervalNs), members: vector.n)
            #expect(pace.nanoseconds == vector.scaledNs, "\(vector)")
        }
    }

    @Test func `a suspicion has as much time left as in the reference`() {
        #expect(lists.remainingSuspicionTime.count == 50)
        for vector in lists.remainingSuspicionTime {
            let floor = Duration.nanoseconds(vector.minNs)
            let ceiling = Duration.nanoseconds(vector.maxNs)
            let timeout = Suspicion.timeout(
                confirmations: vector.n,
                of: vector.k,
                floor: floor,
                ceiling: ceiling
            )
            #expect(timeout.nanoseconds - vector.elapsedNs == vector.remainingNs, "\(vector)")
        }
    }

    @Test func `news is told as often as in the reference`() {
        #expect(lists.retransmitLimit.count == 70)
        for vector in lists.retransmitLimit {
            let limit = RetransmitLimit.of(members: vector.n, multiplier: vector.mult)
            #expect(limit == vector.limit, "\(vector)")
        }
    }

    @Test func `a suspect has at least the time it has in the reference`() {
        #expect(lists.suspicionTimeout.count == 168)
        for vector in lists.suspicionTimeout {
            let floor = Suspicion.floor(
                multiplier: vector.mult,
                members: vector.n,
                probeInterval: .nanoseconds(vector.intervalNs)
            )
            #expect(floor.nanoseconds == vector.timeoutNs, "\(vector)")
        }
    }

    @Test func `logarithms that must be whole are`() {
        for (index, power) in [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000].enumerated() {
            #expect(NaturalLogarithm.toBaseTen(of: power) == Double(index))
        }
        #expect(NaturalLogarithm.of(4) / NaturalLogarithm.of(2) == 2)
        #expect(abs(NaturalLogarithm.of(2.718281828459045) - 1) < 1e-15)
    }
}
