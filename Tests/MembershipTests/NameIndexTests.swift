// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing

@testable import Membership

/// The index of names, beside a dictionary that does the same.
@Suite struct NameIndexTests {
    /// Few different hashes, so that much has to be placed behind something else.
    private func hash(_ slot: Int) -> Int { slot % 5 == 0 ? 7 : (slot &* 0x9E37_79B9) >> 3 }

    @Test func `what was put in is found, and nothing else`() {
        var index = NameIndex()
        for slot in 0..<3_000 { index.insert(slot, hash(slot)) { hash($0) } }
        #expect(index.count == 3_000)
        for slot in 0..<3_000 { #expect(index.slot(hash(slot)) { $0 == slot } == slot) }
        #expect(index.slot(hash(1)) { _ in false } == nil)
        #expect(index.slot(hash(4_001)) { $0 == 4_001 } == nil)
    }

    @Test(arguments: 1...20)
    func `adding and removing in any order leaves the right slots`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var index = NameIndex()
        var present: Set<Int> = []
        for _ in 0..<2_000 {
            let slot = random.index(below: 60)
            if present.insert(slot).inserted {
                index.insert(slot, hash(slot)) { hash($0) }
            } else {
                present.remove(slot)
                index.remove(slot, hash(slot)) { hash($0) }
            }
        }
        #expect(index.count == present.count)
        for slot in 0..<60 {
            let found = index.slot(hash(slot)) { $0 == slot }
            #expect(found == (present.contains(slot) ? slot : nil))
        }
    }

    @Test func `a slot far beyond the others has its place too`() {
        var index = NameIndex()
        index.insert(1_000, 3) { _ in 3 }
        index.insert(15, 3) { _ in 3 }
        #expect(index.slot(3) { $0 == 1_000 } == 1_000)
        #expect(index.slot(3) { $0 == 15 } == 15)
    }
}
