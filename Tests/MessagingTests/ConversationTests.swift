// SPDX-License-Identifier: Apache-2.0

import Determinism
import Messaging
import Testing

@Suite struct ConversationTests {
    private let pinger = ConversationSettings(interval: .seconds(3), answers: true)
    private let ponger = ConversationSettings(interval: nil, answers: true)

    private func at(_ seconds: Int64) -> Instant { .origin + .seconds(seconds) }

    private func payload(_ key: String, _ value: UInt64) -> [UInt8] {
        PingPongMessage(key: key, value: value).encoded()
    }

    private func saying(_ key: String, _ value: UInt64) -> ConversationOutput {
        .sendToAllOthers(
            payload: payload(key, value),
            message: PingPongMessage(key: key, value: value)
        )
    }

    private func hearing(_ key: String, _ value: UInt64) -> ConversationOutput {
        .received(PingPongMessage(key: key, value: value))
    }

    @Test func `two nodes count 0, 1, 2, 3 as in the seed example`() {
        var node1 = Conversation(settings: ponger, at: .origin)
        var node2 = Conversation(settings: pinger, at: .origin)
        var transcript: [String] = []
        for tick in 1...3 {
            let now = at(Int64(tick) * 3)
            var travelling: [(from: Int, payload: [UInt8])] = []
            func note(_ outputs: [ConversationOutput], of node: Int) {
                for output in outputs {
                    switch output {
                    case .sendToAllOthers(let payload, let message):
                        transcript.append("node\(node): send to node\(3 - node) msg: \(message)")
                        travelling.append((node, payload))
                    case .received(let message):
                        transcript.append("node\(node): received msg: \(message)")
                    case .inbox: Issue.record("unexpected")
                    }
                }
            }
            note(node1.advance(to: now), of: 1)
            note(node2.advance(to: now), of: 2)
            while !travelling.isEmpty {
                let next = travelling.removeFirst()
                if next.from == 1 {
                    note(node2.receive(next.payload, at: now), of: 2)
                } else {
                    note(node1.receive(next.payload, at: now), of: 1)
                }
            }
        }
        #expect(
            transcript == [
                "node2: send to node1 msg: key=ping value=0",
                "node1: received msg: key=ping value=0",
                "node1: send to node2 msg: key=pong value=1",
                "node2: received msg: key=pong value=1",
                "node2: send to node1 msg: key=ping value=2",
                "node1: received msg: key=ping value=2",
                "node1: send to node2 msg: key=pong value=3",
                "node2: received msg: key=pong value=3",
                "node2: send to node1 msg: key=ping value=4",
                "node1: received msg: key=ping value=4",
                "node1: send to node2 msg: key=pong value=5",
                "node2: received msg: key=pong value=5",
            ]
        )
    }

    @Test func `the first ping is due one interval after the start, not at it`() {
        var node = Conversation(settings: pinger, at: at(10))
        #expect(node.nextDeadline == at(13))
        #expect(node.advance(to: at(13) - .nanoseconds(1)) == [])
        #expect(node.advance(to: at(13)) == [saying("ping", 0)])
        #expect(node.nextDeadline == at(16))
    }

    @Test func `without an interval there is never a deadline`() {
        var node = Conversation(settings: ponger, at: .origin)
        #expect(node.nextDeadline == nil)
        #expect(node.advance(to: .distantFuture) == [])
    }

    @Test func `unanswered pings repeat their value`() {
        var node = Conversation(settings: pinger, at: .origin)
        #expect(node.advance(to: at(3)) == [saying("ping", 0)])
        #expect(node.advance(to: at(6)) == [saying("ping", 0)])
    }

    @Test func `a driver that was late sends one ping and keeps the rhythm`() {
        var node = Conversation(settings: pinger, at: .origin)
        #expect(node.advance(to: at(10)) == [saying("ping", 0)])
        #expect(node.nextDeadline == at(12))
        #expect(node.advance(to: at(10)) == [])
    }

    @Test func `starting anew moves the next ping to one interval from then`() {
        var node = Conversation(settings: pinger, at: .origin)
        node.start(at: at(2))
        #expect(node.advance(to: at(4)) == [])
        #expect(node.advance(to: at(5)) == [saying("ping", 0)])
    }

    @Test func `a message of any key sets the next ping's value`() {
        var node = Conversation(settings: pinger, at: .origin)
        #expect(node.receive(payload("weather", 41), at: at(1)) == [hearing("weather", 41)])
        #expect(node.advance(to: at(3)) == [saying("ping", 42)])
    }

    @Test func `the largest value wraps to zero in pongs and in pings`() {
        var node = Conversation(settings: pinger, at: .origin)
        #expect(
            node.receive(payload("ping", .max), at: at(1))
                == [hearing("ping", .max), saying("pong", 0)]
        )
        #expect(node.advance(to: at(3)) == [saying("ping", 0)])
    }

    @Test func `a node that does not answer still shows and counts what it received`() {
        var node = Conversation(
            settings: ConversationSettings(interval: .seconds(3), answers: false),
            at: .origin
        )
        #expect(node.receive(payload("ping", 5), at: at(1)) == [hearing("ping", 5)])
        #expect(node.advance(to: at(3)) == [saying("ping", 6)])
    }

    @Test func `only the key ping is answered, and its case matters`() {
        var node = Conversation(settings: ponger, at: .origin)
        for key in ["pong", "Ping", "PING", "", "ping "] {
            #expect(node.receive(payload(key, 1), at: at(1)) == [hearing(key, 1)])
        }
    }

    @Test func `any other payload goes to the inbox untouched and changes no value`() {
        var node = Conversation(settings: pinger, at: .origin)
        for bytes: [UInt8] in [[], [0xFF, 0x00], Array("hello".utf8), Array("{}".utf8)] {
            #expect(node.receive(bytes, at: at(1)) == [.inbox(payload: bytes)])
        }
        #expect(node.advance(to: at(3)) == [saying("ping", 0)])
    }

    @Test func `an interval of nothing becomes the shortest one, so that time always advances`() {
        let settings = ConversationSettings(interval: .zero, answers: true)
        var node = Conversation(settings: settings, at: .origin)
        #expect(node.nextDeadline == .origin + ConversationSettings.shortestInterval)
        #expect(node.advance(to: at(1)).count == 1)
        #expect(node.nextDeadline! > at(1))
    }

    @Test func `no payload traps`() {
        var random = SplitMix64(seed: 7)
        let seed = Array(#"{"key":"p\u0069ng\ud83d\ude00","value":10,"x":[true,-1.5e3]}"#.utf8)
        var node = Conversation(settings: ponger, at: .origin)
        for _ in 0..<20_000 {
            var bytes = seed
            for _ in 0..<(1 + random.index(below: 4)) {
                bytes[random.index(below: bytes.count)] = UInt8(random.index(below: 256))
            }
            if random.index(below: 4) == 0 { bytes.removeLast(random.index(below: bytes.count)) }
            #expect(!node.receive(bytes, at: .origin).isEmpty)
        }
    }
}
