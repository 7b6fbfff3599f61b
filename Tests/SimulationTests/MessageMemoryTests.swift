// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership
import Testing
import Wire

@testable import Simulation

/// What saves simulated nodes from looking twice must never say more than a look would.
@Suite struct MessageMemoryTests {
    private func alive(_ name: MemberName, incarnation: Incarnation = 1) -> Alive {
        Alive(
            incarnation: incarnation,
            node: name,
            endpoint: SimulatedNode.endpoint(3),
            metadata: [],
            versions: MembershipSettings.lan.versions
        )
    }

    private func remember(_ bytes: [UInt8], in memory: inout MessageMemory) {
        bytes.withUnsafeBytes { bytes in
            if let heard = Heard(bytes) { memory.remember(heard, bytes) }
        }
    }

    private func place(of bytes: [UInt8], in memory: MessageMemory) -> Int? {
        bytes.withUnsafeBytes { memory.place(of: $0) }
    }

    @Test func `a rumour is found by its bytes, and no other by them`() throws {
        var memory = MessageMemory()
        let messages = (1...300).map { alive("node3", incarnation: .init(rawValue: $0)).encoded() }
        for message in messages {
            #expect(place(of: message, in: memory) == nil)
            remember(message, in: &memory)
            let found = try #require(place(of: message, in: memory))
            guard case .announcement(let kept)? = memory[found] else {
                Issue.record("no announcement at \(found)")
                continue
            }
            #expect(kept.encoded == message)
        }
        let places = messages.compactMap { place(of: $0, in: memory) }
        #expect(Set(places).count == 300)
    }

    @Test func `nothing but rumours is remembered`() {
        var memory = MessageMemory()
        let ping = Message.ping(Ping(sequenceNumber: .init(rawValue: 1), node: "node3")).encoded()
        for message in [ping, []] {
            remember(message, in: &memory)
            #expect(place(of: message, in: memory) == nil)
        }
    }

    @Test func `a belief is taken back with a new word, a revision or a new life`() {
        var beliefs = Beliefs(nodes: 70)
        // The first and the second word of node 65, numbered in steps of 128.
        let (first, second): (UInt32, UInt32) = (128 + 65, 256 + 65)
        beliefs.learn(first)
        beliefs.add(first, at: 69)
        #expect(beliefs.hold(first, at: 69))
        #expect(!beliefs.hold(first, at: 68) && !beliefs.hold(second, at: 69))
        beliefs.follow(69, to: 1)
        #expect(!beliefs.hold(first, at: 69))
        beliefs.add(first, at: 69)
        beliefs.follow(69, to: 1)
        #expect(beliefs.hold(first, at: 69))
        let before = beliefs.row(of: 69)
        beliefs.learn(second)
        #expect(!beliefs.hold(first, at: 69) && !beliefs.hold(second, at: 69))
        #expect(before.holds(first) && !before.holds(second) && !before.holds(0))
        // Who hears the old word late does not believe the new one for it.
        beliefs.add(first, at: 69)
        #expect(!beliefs.hold(first, at: 69) && !beliefs.hold(second, at: 69))
        beliefs.add(second, at: 69)
        beliefs.forget(69)
        #expect(!beliefs.hold(second, at: 69))
    }

    @Test func `a number tells whose word it is, in every life`() throws {
        var book = RumourBook(nodes: 70)
        var numbers: [UInt32] = []
        for life in 1...3 as ClosedRange<UInt32> {
            let participant = Participant(
                name: SimulatedNode.name(65),
                endpoint: SimulatedNode.endpoint(65),
                metadata: [],
                incarnation: Incarnation(rawValue: life),
                settings: .lan,
                seed: 1,
                numbers: book.numbers(of: 65),
                at: .origin
            )
            let word = participant.local.announcement
            #expect(book[word.number] == nil)
            let reads = book.enter(word)
            #expect(reads)
            #expect(book[word.number] === word)
            #expect(book[latestOf: 65] === word)
            numbers.append(word.number)
        }
        #expect(numbers == [193, 321, 449])
        #expect(book[numbers[0]]?.alive.incarnation == 1)
        #expect(book[latestOf: 64] == nil)
        // The first of node 64, who has said nothing, and of one that there is not.
        for unknown in [192, 255] as [UInt32] { #expect(book[unknown] == nil) }
    }
}
