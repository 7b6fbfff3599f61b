// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import Wire

@testable import Membership

/// The order in which news is told (spec §12.1).
@Suite struct BroadcastQueueTests {
    private func broadcast(_ bytes: [UInt8], _ subject: MemberName? = nil) -> Broadcast {
        Broadcast(bytes: bytes, subject: subject, operation: nil)
    }

    @Test func `least told first, then longest, then newest`() {
        var queue = BroadcastQueue()
        for bytes in [[1], [2, 2], [3], [4, 4]] as [[UInt8]] {
            #expect(queue.submit(broadcast(bytes)) == nil)
        }
        #expect(queue.tell(atMost: 1) == [[4, 4]])
        #expect(queue.tell() == [[2, 2], [3], [1], [4, 4]])
        #expect(queue.tell(atMost: 0) == [])
        queue.checkInvariants()
    }

    @Test func `what was told when the queue was empty keeps its age`() {
        // The reference starts its numbers again here and then may lose one of two (spec §12.1).
        var queue = BroadcastQueue()
        _ = queue.submit(broadcast([1]))
        #expect(queue.tell() == [[1]])
        _ = queue.submit(broadcast([2]))
        #expect(queue.tell() == [[2], [1]])
        #expect(queue.tell(transmitLimit: 9) == [[2], [1]])
        #expect(queue.count == 2)
        queue.checkInvariants()
    }

    @Test func `a newer word about a member takes the place of the older`() {
        var queue = BroadcastQueue()
        _ = queue.submit(broadcast([1], "a"))
        _ = queue.submit(broadcast([9], "b"))
        _ = queue.tell()
        #expect(
            queue.submit(broadcast([2], "a"))
                == Broadcast(
                    bytes: [1],
                    subject: "a",
                    operation: nil,
                    transmits: 1
                )
        )
        #expect(queue.tell() == [[2], [9]])
    }

    @Test func `a shrinking limit ends what has been told too often already`() {
        var queue = BroadcastQueue()
        _ = queue.submit(broadcast([1]))
        for _ in 0..<5 { _ = queue.tell(transmitLimit: 9) }
        #expect(queue.tell(transmitLimit: 2) == [[1]])
        #expect(queue.isEmpty)
        _ = queue.submit(broadcast([1]))
        #expect(queue.tell(transmitLimit: 0) == [[1]])
        #expect(queue.isEmpty)
    }

    @Test func `thousands of broadcasts agree with a plain sorted list`() {
        var queue = BroadcastQueue()
        var model: [(transmits: Int, length: Int, number: Int, bytes: [UInt8])] = []
        var random = SplitMix64(seed: 11)
        for number in 0..<3_000 {
            let length = 3 + random.index(below: 60)
            let tag = [UInt8(number >> 8), UInt8(number & 255)]
            let bytes = tag + [UInt8](repeating: 0, count: length)
            _ = queue.submit(broadcast(bytes))
            model.append((0, bytes.count, number, bytes))
        }
        for _ in 0..<60 {
            let budget = 100 + random.index(below: 1_400)
            model.sort {
                ($0.transmits, -$0.length, -$0.number) < ($1.transmits, -$1.length, -$1.number)
            }
            var expected: [[UInt8]] = []
            var free = budget
            for index in model.indices where model[index].length + 2 <= free {
                free -= model[index].length + 2
                expected.append(model[index].bytes)
                model[index].transmits += 1
            }
            model.removeAll { $0.transmits >= 3 }
            #expect(queue.tell(budget: budget, atMost: .max) == expected)
            #expect(queue.count == model.count)
        }
        queue.checkInvariants()
    }
}

extension BroadcastQueue {
    fileprivate mutating func tell(
        budget: Int = 1_000,
        atMost: Int = 127,
        transmitLimit: Int = 3
    ) -> [[UInt8]] {
        take(budget: budget, overhead: 2, atMost: atMost, transmitLimit: transmitLimit).messages
    }
}
