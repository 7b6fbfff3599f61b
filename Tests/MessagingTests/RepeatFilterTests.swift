// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing

@testable import Messaging

@Suite struct RepeatFilterTests {
    private func at(_ seconds: Int64) -> Instant { .origin + .seconds(seconds) }

    @Test func `the same bytes from the same address within a while are a repetition`() {
        var filter = RepeatFilter()
        #expect(filter.isRepeat([1], from: "a:1", at: at(0)) == false)
        #expect(filter.isRepeat([1], from: "a:1", at: at(9)) == true)
        #expect(filter.isRepeat([1], from: "b:1", at: at(9)) == false)
        #expect(filter.isRepeat([2], from: "a:1", at: at(9)) == false)
        #expect(filter.isRepeat([1], from: "a:1", at: at(18)) == true)
        #expect(filter.isRepeat([1], from: "a:1", at: at(28)) == false)
    }

    @Test func `what is remembered is bounded`() {
        var filter = RepeatFilter()
        for number in 0..<UInt32(RepeatFilter.capacity + 100) {
            let payload = withUnsafeBytes(of: number) { Array($0) }
            #expect(filter.isRepeat(payload, from: "a", at: at(0)) == false)
        }
        #expect(filter.count <= RepeatFilter.capacity)
        #expect(filter.isRepeat([0, 0, 0, 0], from: "a", at: at(0)) == false)
    }

    @Test func `what is old is forgotten while others come`() {
        var filter = RepeatFilter()
        for number in 0..<100 as Range<UInt8> {
            _ = filter.isRepeat([number], from: "a", at: at(Int64(number)))
        }
        #expect(filter.count <= 12)
    }
}
