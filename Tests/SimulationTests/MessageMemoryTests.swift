// SPDX-License-Identifier: Apache-2.0

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

    private func remember(
        _ bytes: [UInt8],
        in memory: inout MessageMemory
    ) -> MessageMemory.Word? {
        bytes.withUnsafeBytes { bytes in
            Heard(bytes).flatMap { memory.remember($0, bytes, subject: 3) }
        }
    }

    private func place(of bytes: [UInt8], in memory: MessageMemory) -> Int? {
        bytes.withUnsafeBytes { memory.place(of: $0) }
    }

    @Test func `a rumour is found by its bytes, and no other by them`() {
        var memory = MessageMemory()
        let messages = (1...300).map { alive("node3", incarnation: .init(rawValue: $0)).encoded() }
        for message in messages {
            #expect(place(of: message, in: memory) == nil)
            let word = remember(message, in: &memory)
            #expect(place(of: message, in: memory).map { memory.word(at: $0) } == word)
        }
        let places = messages.compactMap { place(of: $0, in: memory) }
        #expect(Set(places).count == 300)
        #expect(Set(places.map { memory.word(at: $0).serial }).count == 300)
    }

    @Test func `nothing but rumours is remembered`() {
        var memory = MessageMemory()
        let ping = Message.ping(Ping(sequenceNumber: .init(rawValue: 1), node: "node3")).encoded()
        for message in [ping, []] {
            #expect(remember(message, in: &memory) == nil)
            #expect(place(of: message, in: memory) == nil)
        }
    }

    @Test func `a belief is taken back with a new word, a revision or a new life`() {
        var beliefs = Beliefs(nodes: 70)
        let first = MessageMemory.Word(serial: 1, subject: 65)
        let second = MessageMemory.Word(serial: 2, subject: 65)
        beliefs.learn(first, 1)
        beliefs.add(first, at: 69)
        #expect(beliefs.hold(first, at: 69))
        #expect(!beliefs.hold(first, at: 68) && !beliefs.hold(second, at: 69))
        beliefs.follow(69, to: 1)
        #expect(!beliefs.hold(first, at: 69))
        beliefs.add(first, at: 69)
        beliefs.follow(69, to: 1)
        #expect(beliefs.hold(first, at: 69))
        beliefs.learn(second, 2)
        #expect(!beliefs.hold(first, at: 69) && !beliefs.hold(second, at: 69))
        beliefs.learn(first, 1)
        beliefs.add(first, at: 69)
        #expect(!beliefs.hold(first, at: 69))
        beliefs.add(second, at: 69)
        beliefs.forget(69)
        #expect(!beliefs.hold(second, at: 69))
    }
}
