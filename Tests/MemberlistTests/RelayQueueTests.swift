// SPDX-License-Identifier: Apache-2.0

import Testing
import Wire

@testable import Memberlist

struct RelayQueueTests {
    private func peer(_ number: UInt8) -> Endpoint {
        Endpoint(address: AddressBytes(10, 0, 0, number), port: 7946)
    }

    @Test func `copies for one peer leave in their order`() {
        var queue = RelayQueue<Int>(limit: 10, limitPerPeer: 10)
        for copy in 1...3 { queue.append(copy, to: peer(1)) }
        #expect([queue.next(), queue.next(), queue.next(), queue.next()] == [1, 2, 3, nil])
        #expect(queue.count == 0)
        #expect(queue.active == 3)
    }

    @Test func `peers take turns`() {
        var queue = RelayQueue<Int>(limit: 10, limitPerPeer: 10)
        for copy in [10, 11, 12] { queue.append(copy, to: peer(1)) }
        for copy in [20, 21] { queue.append(copy, to: peer(2)) }
        #expect((0..<5).map { _ in queue.next() } == [10, 20, 11, 21, 12])
    }

    @Test func `a peer that holds all its streams leaves the rest to the others`() {
        var queue = RelayQueue<Int>(limit: 10, limitPerPeer: 2)
        for copy in 0..<50 { queue.append(copy, to: peer(1)) }
        #expect([queue.next(), queue.next(), queue.next()] == [0, 1, nil])
        queue.append(100, to: peer(2))
        #expect([queue.next(), queue.next()] == [100, nil])
        queue.ended(peer(1))
        #expect([queue.next(), queue.next()] == [2, nil])
    }

    @Test func `no more streams than allowed are under way`() {
        var queue = RelayQueue<Int>(limit: 3, limitPerPeer: 2)
        for number in 1...4 { queue.append(Int(number), to: peer(UInt8(number))) }
        #expect((0..<4).map { _ in queue.next() } == [1, 2, 3, nil])
        queue.ended(peer(2))
        #expect(queue.next() == 4)
        #expect(queue.count == 0)
    }

    @Test func `copies whose time is over make room`() {
        var queue = RelayQueue<Int>(limit: 10, limitPerPeer: 1)
        for copy in 0..<6 { queue.append(copy, to: peer(1)) }
        #expect(queue.next() == 0)
        queue.dropFirst(for: peer(1)) { $0 < 4 }
        #expect(queue.count == 2)
        #expect(queue.count(for: peer(1)) == 2)
        queue.dropFirst(for: peer(2)) { _ in true }
        queue.ended(peer(1))
        #expect(queue.next() == 4)
    }

    @Test func `a peer whose copies were dropped gets no turn twice`() {
        var queue = RelayQueue<Int>(limit: 10, limitPerPeer: 1)
        queue.append(1, to: peer(1))
        queue.dropFirst(for: peer(1)) { _ in true }
        queue.append(2, to: peer(1))
        queue.append(3, to: peer(1))
        #expect([queue.next(), queue.next()] == [2, nil])
    }

    @Test func `what waits is taken as a whole, and what is under way may end after that`() {
        var queue = RelayQueue<Int>(limit: 10, limitPerPeer: 1)
        for copy in 0..<3 { queue.append(copy, to: peer(1)) }
        #expect(queue.next() == 0)
        #expect(queue.removeAll() == [1, 2])
        #expect(queue.count == 0)
        queue.ended(peer(1))
        queue.ended(peer(1))
        #expect(queue.active == 0)
        queue.append(9, to: peer(1))
        #expect(queue.next() == 9)
    }

    @Test func `a stream that did not wait counts like one that did`() {
        var queue = RelayQueue<Int>(limit: 2, limitPerPeer: 1)
        #expect(queue.isIdle)
        queue.began(peer(1))
        #expect(!queue.isIdle && queue.active == 1 && queue.peers == 1)
        queue.append(1, to: peer(1))
        queue.append(2, to: peer(2))
        #expect([queue.next(), queue.next()] == [2, nil])
        queue.ended(peer(1))
        #expect(queue.next() == 1)
        queue.ended(peer(1))
        queue.ended(peer(2))
        #expect(queue.isIdle && queue.active == 0)
    }
}
