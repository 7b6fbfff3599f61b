// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership
import Testing
import Wire

@testable import Simulation

/// A checker that never complains proves nothing: here it has reason to.
@Suite struct CheckerTests {
    private var settings: ClusterSettings {
        var settings = ClusterSettings(nodes: 4)
        settings.plan.add(.healAll, at: .origin)
        return settings
    }

    /// Lets node 0 report these of node 1, which has claimed incarnation 9, in this order.
    private func sentences(
        _ changes: [(ObservedChange.Kind, Incarnation)],
        of subject: Int = 1,
        settings: ClusterSettings? = nil
    ) -> [String] {
        var checker = Checker(settings ?? self.settings)
        checker.claims(9, by: subject)
        for (kind, incarnation) in changes {
            checker.observed(kind, of: subject, incarnation, by: 0, at: .origin)
        }
        return checker.violations.map(\.sentence)
    }

    @Test func `a life as it should be is accepted`() {
        let life: [(ObservedChange.Kind, Incarnation)] = [
            (.joined, 1), (.updated, 2), (.suspected, 2), (.recovered, 3), (.suspected, 3),
            (.died, 3), (.joined, 4), (.left, 4), (.forgotten, 0), (.joined, 1),
        ]
        #expect(sentences(life) == [])
    }

    @Test func `the dead may not return with the incarnation that they died with`() {
        #expect(
            sentences([(.joined, 1), (.suspected, 2), (.died, 2), (.joined, 2)]) == [
                "node1 is joined with incarnation 2 after being died with"
                    + " 2"
            ]
        )
    }

    @Test(
        arguments: [
            [(.joined, 3), (.updated, 2)], [(.suspected, 1)], [(.joined, 1), (.joined, 2)],
            [(.joined, 1), (.died, 1), (.suspected, 2)], [(.joined, 10)],
            [(.joined, 1), (.suspected, 1), (.recovered, 1)],
            [(.joined, 1), (.forgotten, 0)],
        ] as [[(ObservedChange.Kind, Incarnation)]]
    )
    func `what cannot be is reported`(changes: [(ObservedChange.Kind, Incarnation)]) {
        #expect(sentences(changes).count == 1)
    }

    @Test func `nobody is suspected where nothing is wrong, nor sees itself so`() {
        #expect(
            sentences([(.joined, 1), (.suspected, 1)], settings: ClusterSettings(nodes: 4))
                == ["node1 is suspected, and nothing is wrong"]
        )
        #expect(sentences([(.joined, 1), (.suspected, 1)], of: 0) == ["it sees itself suspected"])
    }

    @Test func `a packet larger than allowed is reported`() {
        var checker = Checker(settings)
        checker.sent(1_400, by: 2, at: .origin)
        #expect(checker.violations.isEmpty)
        checker.sent(1_401, by: 2, at: .origin)
        #expect(checker.violations.map(\.sentence) == ["a packet has 1401 bytes"])
    }

    @Test func `the heap gives back in order of time, then of entry`() {
        var heap = EventHeap<Int>()
        var random = SplitMix64(seed: 1)
        var expected: [(at: Int64, number: Int)] = []
        for number in 0..<500 {
            let at = Int64(random.index(below: 100))
            heap.push(number, at: Instant(nanoseconds: at))
            expected.append((at, number))
        }
        expected.sort { $0.at == $1.at ? $0.number < $1.number : $0.at < $1.at }
        var taken: [Int] = []
        while let (_, number) = heap.pop(by: .distantFuture) { taken.append(number) }
        #expect(taken == expected.map(\.number))
        #expect(heap.next == nil)
        #expect(heap.count == 0)
    }
}
