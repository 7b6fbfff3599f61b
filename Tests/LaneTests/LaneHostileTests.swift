// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing
import WireSecurity

@testable import Messaging
@testable import Wire

/// Peers that lie, recordings that are played again, and strangers without the key.
@Suite struct LaneHostileTests {
    private func receipt(_ number: UInt64, _ sender: LaneNode) -> LaneReceipt {
        LaneReceipt(life: sender.lane.life, number: number)
    }

    private func ends(_ events: [LaneEvent]) -> [LaneEnd] {
        events.compactMap { if case .ended(_, let end) = $0 { end } else { nil } }
    }

    private func opened(sealed: Bool) -> LanePair {
        let pair = LanePair(sealed: sealed)
        pair.settle()
        _ = pair.takeEvents()
        return pair
    }

    private func record(_ frames: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: UInt32(frames.count))
        return bytes + frames
    }

    private func frame(_ type: UInt8, _ content: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: UInt32(type) << 24 | UInt32(content.count))
        return bytes + content
    }

    private func numbered(_ type: UInt8, _ number: UInt64, _ content: [UInt8] = []) -> [UInt8] {
        frame(type, eight(number) + content)
    }

    private func eight(_ number: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: number)
        return bytes
    }

    /// What a call's frame holds behind its number.
    private func call(_ exchange: UInt64, flags: UInt8 = 0) -> [UInt8] {
        eight(exchange) + [flags, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0x6D]
    }

    // MARK: What a member may say

    @Test func `every broken rule has its name, and ends the connection and not the node`() {
        let receiversCall = UInt64(1) << 63
        let cases: [(LaneFault, [UInt8])] = [
            (.recordLength(0), [0, 0, 0, 0]),
            (.recordLength(1 << 24), [1, 0, 0, 0]),
            (.frameTruncated, record([0x10, 0])),
            (.frameTruncated, record([0x10, 0, 0, 9, 0])),
            (.frameUnknown(0), record(frame(0, []))),
            (.frameUnknown(0x17), record(numbered(0x17, 1))),
            (.frameUnknown(0x7F), record(frame(0x7F, [1]))),
            (.frameMalformed(.message), record(frame(0x10, [0, 0, 1]))),
            (.frameMalformed(.acknowledgement), record(frame(0x01, [0]))),
            (.frameMalformed(.credit), record(frame(0x02, eight(1)))),
            (.frameMalformed(.close), record(frame(0x05, [0]))),
            (.gap(expected: 1, number: 2), record(numbered(0x10, 2, [1]))),
            (.acknowledgedUnsent(1), record(frame(0x01, eight(1)))),
            (.acknowledgedUnsent(.max), record(frame(0x01, eight(.max)))),
            (.frameMalformed(.call), record(numbered(0x12, 1, eight(1) + [0, 0]))),
            (.frameMalformed(.call), record(numbered(0x12, 1, call(1, flags: 2)))),
            (.frameMalformed(.call), record(numbered(0x12, 1, call(receiversCall | 1)))),
            (.repeatedCall(0), record(numbered(0x12, 1, call(0)))),
            (
                .repeatedCall(3),
                record(numbered(0x12, 1, call(3)) + numbered(0x12, 2, call(3)))
            ),
            (
                .unknownCall(.ours(1)),
                record(numbered(0x13, 1, eight(receiversCall | 1) + [0, 0, 0]))
            ),
            (.frameMalformed(.reply), record(numbered(0x13, 1, eight(1) + [0, 0, 0]))),
            (.unknownCall(.theirs(1)), record(numbered(0x14, 1, eight(1) + [0]))),
            (
                .outOfPlace(.theirs(1)),
                record(numbered(0x12, 1, call(1)) + numbered(0x14, 2, eight(1) + [0]))
            ),
            (.unknownCall(.theirs(9)), record(frame(0x02, eight(9) + eight(1)))),
            (.frameMalformed(.cancel), record(numbered(0x15, 1, eight(1) + [0, 0]))),
        ]
        for (fault, bytes) in cases {
            for size in [bytes.count, 1] {
                let pair = opened(sealed: false)
                var events: [LaneEvent] = []
                for start in stride(from: 0, to: bytes.count, by: size) {
                    let piece = [UInt8](bytes[start..<start + size])
                    events += pair.listener.receive(piece, at: pair.now)
                }
                #expect(ends(events) == [.fault(fault)], "\(fault)")
                pair.b.lane.checkInvariants()
                pair.settle()
                #expect(ends(pair.takeEvents().a) == [.closedByPeer(fault.code)], "\(fault)")
            }
        }
    }

    @Test func `frames that may be left out are, and what follows is read`() {
        let pair = opened(sealed: false)
        let bytes = record(frame(0x80, [1, 2, 3]) + numbered(0x10, 1, [5]) + frame(0xFF, []))
        #expect(pair.listener.receive(bytes, at: pair.now) == [.message(receipt(1, pair.a), [5])])
    }

    @Test func `more than the window, a message above its limit, and a body above its credit`() {
        let pair = opened(sealed: false)
        var frames: [UInt8] = []
        for number in 1...4_097 as ClosedRange<UInt64> { frames += numbered(0x10, number) }
        #expect(ends(feed(frames, pair)) == [.fault(.windowExceeded)])

        let other = opened(sealed: false)
        frames = []
        let piece = [UInt8](repeating: 0, count: 64 << 10)
        for number in 1...17 as ClosedRange<UInt64> { frames += numbered(0x11, number, piece) }
        #expect(ends(feed(frames, other)) == [.fault(.messageTooLarge)])

        let third = opened(sealed: false)
        frames = numbered(0x12, 1, call(1, flags: 1))
        for number in 2...6 as ClosedRange<UInt64> {
            frames += numbered(0x14, number, eight(1) + [0] + piece)
        }
        #expect(ends(feed(frames, third)) == [.fault(.bodyCreditExceeded(.theirs(1)))])
    }

    @Test func `more calls and bodies than are granted`() {
        let pair = opened(sealed: false)
        var frames: [UInt8] = []
        for number in 1...1_025 as ClosedRange<UInt64> {
            frames += numbered(0x12, number, call(number))
        }
        #expect(ends(feed(frames, pair)) == [.fault(.tooManyCalls)])
        let other = opened(sealed: false)
        frames = []
        for number in 1...65 as ClosedRange<UInt64> {
            frames += numbered(0x12, number, call(number, flags: 1))
        }
        #expect(ends(feed(frames, other)) == [.fault(.tooManyBodies)])
    }

    /// In records of at most 60,000 bytes, each frame whole.
    private func feed(_ frames: [UInt8], _ pair: LanePair) -> [LaneEvent] {
        var events: [LaneEvent] = []
        var rest = frames[...]
        while !rest.isEmpty {
            var end = rest.startIndex
            while end < rest.endIndex {
                let length = rest[end + 1..<end + 4].reduce(0) { $0 << 8 | Int($1) } + 4
                guard end + length - rest.startIndex <= 66_000 || end == rest.startIndex else {
                    break
                }
                end += length
            }
            events += pair.listener.receive(record([UInt8](rest[..<end])), at: pair.now)
            rest = rest[end...]
        }
        return events
    }

    @Test func `an acknowledgement may not end within a message`() throws {
        let pair = opened(sealed: false)
        _ = try pair.a.lane.send([UInt8](repeating: 1, count: 100_000))
        pair.dialler.write(.max, at: pair.now)
        let events = pair.dialler.receive(record(frame(0x01, eight(1))), at: pair.now)
        #expect(ends(events) == [.fault(.acknowledgedInPart(1))])
    }

    // MARK: What a stranger may try

    @Test func `a record that was changed, repeated, left out or swapped ends the connection`()
        throws
    {
        let (first, second) = try records()
        for index in first.indices where index >= 4 {
            var changed = first
            changed[index] ^= 1
            #expect(try outcome([changed]) == [.fault(.recordSeal)], "byte \(index)")
        }
        #expect(try outcome([first, first]) == [.fault(.recordSeal)])
        #expect(try outcome([second]) == [.fault(.recordSeal)])
        #expect(try outcome([second, first]) == [.fault(.recordSeal)])
        #expect(try outcome([first, second]) == [])
    }

    /// Two records of one connection, as they always are under one seed.
    private func records() throws -> ([UInt8], [UInt8]) {
        let pair = opened(sealed: true)
        var records: [[UInt8]] = []
        for byte in 1...2 as ClosedRange<UInt8> {
            _ = try pair.a.lane.send([byte])
            pair.dialler.write(.max, at: pair.now)
            records.append(pair.dialler.wire)
            pair.dialler.wire = []
        }
        return (records[0], records[1])
    }

    private func outcome(_ records: [[UInt8]]) throws -> [LaneEnd] {
        let pair = opened(sealed: true)
        return ends(records.flatMap { pair.listener.receive($0, at: pair.now) })
    }

    @Test func `a recording that is played again changes nothing`() throws {
        let pair = LanePair(sealed: true)
        _ = try pair.a.lane.send([1])
        pair.settle()
        let recording = pair.dialler.written
        let opening = try openingBytes(recording)
        let current = pair.b.lane.current
        let listener = pair.listenAgain()
        _ = listener.receive([UInt8](recording[..<opening]), at: pair.now)
        listener.write(.max, at: pair.now)
        #expect(!listener.wire.isEmpty)
        // Answered, but nothing is believed until a record has been opened.
        #expect(pair.b.lane.current == current)
        let events = listener.receive([UInt8](recording[opening...]), at: pair.now)
        #expect(ends(events) == [.fault(.recordSeal)])
        #expect(pair.b.lane.current == current)
        _ = pair.takeEvents()
        _ = try pair.a.lane.send([2])
        pair.settle()
        #expect(pair.takeEvents().b == [.message(receipt(2, pair.a), [2])])
    }

    /// The length of the opening that begins a recording: a label header and a sealed frame.
    private func openingBytes(_ recording: [UInt8]) throws -> Int {
        let label = 2 + LanePair.label.count
        let length = recording[label + 1..<label + 5].reduce(0) { $0 << 8 | Int($1) }
        try #require(recording.count > label + 5 + length)
        return label + 5 + length
    }

    @Test func `an answer to another opening is none, nor is our own opening`() throws {
        let pair = LanePair(sealed: true)
        pair.settle()
        let answer = pair.listener.written
        let length = answer[1..<5].reduce(0) { $0 << 8 | Int($1) }
        _ = pair.dialler.receiveEnd(isBroken: true, at: pair.now)
        pair.dial()
        let events = pair.dialler.receive([UInt8](answer[..<(5 + length)]), at: pair.now)
        #expect(ends(events) == [.fault(.notAnAnswer)])

        pair.dial()
        pair.dialler.write(.max, at: pair.now)
        let reflected = [UInt8](pair.dialler.wire.dropFirst(2 + LanePair.label.count))
        #expect(ends(pair.dialler.receive(reflected, at: pair.now)) == [.fault(.notAnAnswer)])
    }

    @Test func `nothing may come behind an answer before it is confirmed`() {
        let pair = LanePair(sealed: false)
        pair.dialler.write(.max, at: pair.now)
        _ = pair.listener.receive(pair.dialler.wire, at: pair.now)
        pair.listener.write(.max, at: pair.now)
        let events = pair.dialler.receive(pair.listener.wire + [0], at: pair.now)
        #expect(ends(events) == [.fault(.earlyBytes)])
    }

    @Test func `a node with keys takes no plain lane, whatever it lets in otherwise`() throws {
        let node = LaneNode("b", to: "a", seed: 4)
        let (sealed, _) = LanePair.framing(keys: [LanePair.key])
        let stranger = LaneNode("a", to: "b", seed: 3)
        let plain = LaneFraming(label: LanePair.label)
        let dialler = Endpoint(dialling: stranger, framing: plain, at: .origin)
        dialler.write(.max, at: .origin)
        var decoder = StreamDecoder(side: .acceptor, label: LanePair.label)
        guard case .lane(let content)? = try decoder.receive(dialler.wire) else {
            Issue.record("no opening")
            return
        }
        #expect(throws: LaneCode.key) { try answer(content, node, sealed) }
        // Nor one that names a key which is not here.
        var named = content
        named[72] ^= 1
        #expect(throws: LaneCode.key) { try answer(named, node, sealed) }
        // And a node without keys takes no sealed one.
        #expect(throws: LaneCode.key) { try answer(named, node, plain) }
    }

    private func answer(_ content: [UInt8], _ node: LaneNode, _ framing: LaneFraming) throws {
        _ = try LaneConnection(
            answering: content,
            for: &node.lane,
            as: node.nextID(),
            random: node.nextRandom(),
            framing: framing,
            at: .origin
        )
    }

    @Test func `an opening that is cut short or changed is refused, and none is a trap`() throws {
        let pair = LanePair(sealed: false)
        pair.dialler.write(.max, at: pair.now)
        let content = [UInt8](pair.dialler.wire.dropFirst(2 + LanePair.label.count + 3))
        for count in content.indices {
            #expect(throws: LaneFault.self) { try LaneGreeting([UInt8](content[..<count])) }
        }
        for index in content.indices {
            for bit in 0..<8 {
                var changed = content
                changed[index] ^= 1 << UInt8(bit)
                _ = try? answer(changed, pair.b, pair.framing)
            }
        }
        // What comes behind belongs to later versions.
        try answer(content + [1, 2, 3], pair.b, pair.framing)
    }

    @Test func `another name, another version and impossible grants are refused`() throws {
        let pair = LanePair(sealed: false)
        pair.dialler.write(.max, at: pair.now)
        let content = [UInt8](pair.dialler.wire.dropFirst(2 + LanePair.label.count + 3))
        guard case .hello(let hello) = try LaneGreeting(content) else { return }
        func code(_ change: (inout LaneHello) -> Void) -> LaneCode? {
            var changed = hello
            change(&changed)
            do {
                try answer(LaneGreeting.hello(changed).encoded(), pair.b, pair.framing)
                return nil
            } catch {
                return error as? LaneCode
            }
        }
        #expect(code { _ in } == nil)
        #expect(code { $0.name = "c" } == .wrongName)
        #expect(code { $0.peer = "c" } == .wrongName)
        #expect(code { $0.versions = 2...9 } == .version)
        #expect(code { $0.versions = 1...9 } == nil)
        #expect(code { $0.grants.windowFrames = 1 } == .grants)
        #expect(code { $0.grants.calls = 1 << 20 } == .grants)
        #expect(code { $0.side = .acceptor } == .malformed)
    }

    // MARK: Peers without lanes, and two who dial

    @Test func `a peer that hangs up on the opening knows no lanes`() throws {
        let pair = LanePair(sealed: true)
        _ = try pair.a.lane.send([1])
        pair.dialler.write(.max, at: pair.now)
        let events = pair.dialler.receiveEnd(isBroken: false, at: pair.now)
        #expect(ends(events) == [.notUnderstood])
        #expect(pair.a.lane.surrender() == [[1]])
    }

    @Test func `a peer that says nothing to an opening is given up`() {
        let pair = LanePair(sealed: true)
        pair.advance(by: .seconds(5))
        #expect(ends(pair.takeEvents().a) == [.openingTimedOut])
    }

    @Test func `of two who dial at once the connection of the first by name is kept`() throws {
        let pair = LanePair(sealed: true)
        let other = Endpoint(dialling: pair.b, framing: pair.framing, at: pair.now)
        let cipher = LanePair.framing(keys: [LanePair.key]).1
        let listener = LanePair.listener(pair.a, pair.framing, cipher)
        other.write(.max, at: pair.now)
        _ = listener.receive(other.wire, at: pair.now)
        listener.write(.max, at: pair.now)
        #expect(ends(other.receive(listener.wire, at: pair.now)) == [.refused(.crossed)])
        _ = try pair.b.lane.send([1])
        pair.settle()
        #expect(pair.takeEvents().a.contains(.message(receipt(1, pair.b), [1])))
    }

    @Test func `a second connection takes the place of the first, which is told so`() throws {
        let pair = opened(sealed: true)
        let (dialler, listener) = (pair.dialler, pair.listener)
        pair.dial()
        pair.settle()
        _ = pair.takeEvents()
        let events = listener.advance(to: pair.now)
        #expect(ends(events) == [.closed(.superseded)])
        #expect(ends(dialler.advance(to: pair.now)) == [.closed(.superseded)])
        _ = try pair.a.lane.send([3])
        pair.settle()
        #expect(pair.takeEvents().b == [.message(receipt(1, pair.a), [3])])
    }
}
