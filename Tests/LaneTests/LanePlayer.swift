// SPDX-License-Identifier: Apache-2.0

import Determinism
import Messaging
import Wire

/// The application on one node of a `LaneWorld`: it says numbered messages, makes calls whose body
/// comes back, and notes whatever should not happen.
final class LanePlayer {
    /// A message says whose it is: which node's, in which of its lives, and its number there.
    private struct Saying {
        static let byteCount = 9
        let life: Int
        let number: Int

        func bytes(filler: Int) -> [UInt8] {
            (0..<4).map { UInt8(truncatingIfNeeded: life >> (24 - 8 * $0)) }
                + (0..<5).map { UInt8(truncatingIfNeeded: number >> (32 - 8 * $0)) }
                + [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: filler)
        }

        init(life: Int, number: Int) {
            self.life = life
            self.number = number
        }

        /// `nil` when the filler is not what was said.
        init?(_ bytes: [UInt8]) {
            guard bytes.count >= Self.byteCount else { return nil }
            life = bytes[..<4].reduce(0) { $0 << 8 | Int($1) }
            number = bytes[4..<9].reduce(0) { $0 << 8 | Int($1) }
            guard self.bytes(filler: bytes.count - Self.byteCount) == bytes else { return nil }
        }
    }

    let index: Int
    let node: LaneNode
    private(set) var failures: [String] = []
    private let clock: (start: Int64, rate: Int64)
    private let keepsJournal: Bool

    private var life = 1
    /// What this life has said, and how many of that the peer was said to hold.
    private(set) var said = 0
    private(set) var confirmed = 0
    /// The numbers under which the lane took what was said.
    private var numbers: [UInt64] = []

    /// By life of the peer: the last message that came to this life, and the last that any life
    /// has held.
    private var heard: [Int: Int] = [:]
    private(set) var held: [Int: Int] = [:]
    /// What has come and is not held: its number on the lane, and who says what.
    private var waiting: [(receipt: LaneReceipt, life: Int, said: Int)] = []

    /// The bodies of calls that wait for their answer, and what has come of it.
    private var asked: [LaneExchange: [UInt8]] = [:]
    private var answers: [LaneExchange: [UInt8]] = [:]
    /// What is still to be written, and what has come of the peer's bodies.
    private var unwritten: [LaneExchange: [UInt8]] = [:]
    private var asking: [UInt64: [UInt8]] = [:]
    private(set) var answered = 0

    init(
        _ index: Int,
        _ name: MemberName,
        to peer: MemberName,
        seed: UInt64,
        settings: LaneSettings,
        clock: (start: Int64, rate: Int64),
        keepsJournal: Bool
    ) {
        self.index = index
        self.clock = clock
        self.keepsJournal = keepsJournal
        let start = Instant(nanoseconds: clock.start)
        node = LaneNode(name, to: peer, seed: seed, settings: settings, at: start)
    }

    /// What this node's clock shows.
    func time(_ now: Instant) -> Instant {
        Instant(nanoseconds: clock.start + now.nanoseconds / 1_000 * clock.rate)
    }

    private func fail(_ words: String) { failures.append("node \(index): \(words)") }

    // MARK: What it does

    func say(_ random: inout SplitMix64, at now: Instant) {
        if random.index(below: 8) == 0 { return ask(&random, at: now) }
        let sizes = [0, 0, 0, 20, 20, 300, 300, 5_000, 5_000, 200_000]
        let filler = random.index(below: 1 + sizes[random.index(below: sizes.count)])
        let saying = Saying(life: life, number: said + 1)
        do {
            numbers.append(try node.lane.send(saying.bytes(filler: filler)))
            said += 1
        } catch {
            if error != .full { fail("a message is refused: \(error)") }
        }
    }

    private func ask(_ random: inout SplitMix64, at now: Instant) {
        var body: [UInt8] = []
        for block in 0..<random.index(below: random.index(below: 5) == 0 ? 200 : 20) {
            body += [UInt8](repeating: UInt8(block), count: 1_000 + block)
        }
        let first = min(body.count, random.index(below: 2_000))
        let deadline: Instant? =
            random.index(below: 4) == 0
            ? time(now) + .milliseconds(random.index(below: 3_000)) : nil
        do {
            let made = try node.lane.call(
                "echo",
                body: [UInt8](body[..<first]),
                isStreamed: first < body.count,
                deadline: deadline,
                at: time(now)
            )
            asked[made] = body
            if first < body.count { write([UInt8](body[first...]), to: made) }
            if random.index(below: 10) == 0 {
                node.lane.cancel(made, .cancelled)
                forget(made)
            }
        } catch {
            if error != .full { fail("a call is refused: \(error)") }
        }
    }

    /// Holds a part of what has come.
    func hold(_ random: inout SplitMix64) { hold(random.index(below: waiting.count + 1)) }

    func holdAll() { hold(waiting.count) }

    private func hold(_ count: Int) {
        guard count > 0 else { return }
        for message in waiting[..<count] {
            held[message.life] = max(held[message.life] ?? 0, message.said)
        }
        node.lane.accept(through: waiting[count - 1].receipt)
        waiting.removeFirst(count)
    }

    func restart(at now: Instant) {
        node.restart(journal: keepsJournal ? node.lane.accepted : nil, at: time(now))
        life += 1
        (said, confirmed, numbers) = (0, 0, [])
        waiting = []
        // A new life knows what is in the journal, and nothing else.
        heard = keepsJournal ? held : [:]
        (asked, answers, unwritten, asking) = ([:], [:], [:], [:])
    }

    // MARK: What it is told

    func hear(_ event: LaneEvent, from peer: LanePlayer, at now: Instant) {
        switch event {
        case .message(let receipt, let bytes): hear(receipt, bytes)
        case .accepted(let number): hear(accepted: number, by: peer)
        case .call(let call): hear(call)
        case .reply(let reply): hear(reply)
        case .body(let exchange, let bytes, let isLast): hear(bytes, of: exchange, isLast)
        case .cancelled(let exchange, _), .forgotten(let exchange): forget(exchange)
        case .stopped(let exchange, _): unwritten[exchange] = nil
        case .writable(let exchange): writeMore(of: exchange)
        case .ended(_, .fault(let fault)): fail("the peer is said to break a rule: \(fault)")
        case .ended(_, .notUnderstood): break
        case .dial, .opened, .ended: break
        }
    }

    private func hear(_ receipt: LaneReceipt, _ bytes: [UInt8]) {
        guard let saying = Saying(bytes) else { return fail("a message was changed") }
        let last = heard[saying.life]
        let heldAlready = held[saying.life] ?? 0
        if let last {
            if saying.number != last + 1 { fail("message \(saying.number) after \(last)") }
        } else if saying.number > heldAlready + 1 {
            fail("message \(saying.number) when \(heldAlready) were held")
        }
        if keepsJournal, saying.number <= heldAlready { fail("\(saying.number) a second time") }
        heard[saying.life] = saying.number
        waiting.append((receipt, saying.life, saying.number))
    }

    private func hear(accepted number: UInt64, by peer: LanePlayer) {
        while confirmed < numbers.count, numbers[confirmed] <= number { confirmed += 1 }
        if confirmed > peer.held[life] ?? 0 {
            fail("\(confirmed) messages are said to be held, and \(peer.held[life] ?? 0) are")
        }
    }

    private func hear(_ call: LaneCall) {
        if call.isStreamed {
            asking[call.number] = call.body
        } else {
            answer(call.number, call.body)
        }
    }

    private func answer(_ number: UInt64, _ body: [UInt8]) {
        let first = min(body.count, 500)
        let rest = [UInt8](body[first...])
        do {
            let head = [UInt8](body[..<first])
            try node.lane.reply(to: number, body: head, isStreamed: !rest.isEmpty)
            if !rest.isEmpty { write(rest, to: .theirs(number)) }
        } catch {
            // Too much is under way: no answer is possible but a short one.
            try? node.lane.reply(to: number, .busy, body: [])
        }
    }

    private func hear(_ reply: LaneReply) {
        let exchange = LaneExchange.ours(reply.number)
        guard let body = asked[exchange] else { return fail("an answer to no call") }
        guard reply.status == .ok else { return forget(exchange) }
        guard reply.isStreamed else {
            if reply.body != body { fail("an answer was changed") }
            answered += 1
            return forget(exchange)
        }
        answers[exchange] = reply.body
    }

    private func hear(_ bytes: [UInt8], of exchange: LaneExchange, _ isLast: Bool) {
        node.lane.consume(bytes.count, of: exchange)
        switch exchange {
        case .theirs(let number):
            guard let body = asking[number] else { return fail("a body of no call") }
            asking[number] = isLast ? nil : body + bytes
            if isLast { answer(number, body + bytes) }
        case .ours:
            guard let body = asked[exchange] else { return fail("a body of no answer") }
            let answer = (answers[exchange] ?? []) + bytes
            answers[exchange] = answer
            guard isLast else { return }
            if answer != body { fail("an answer of \(answer.count) bytes, not \(body.count)") }
            answered += 1
            forget(exchange)
        }
    }

    private func forget(_ exchange: LaneExchange) {
        asked[exchange] = nil
        answers[exchange] = nil
        unwritten[exchange] = nil
        if case .theirs(let number) = exchange { asking[number] = nil }
    }

    private func write(_ body: [UInt8], to exchange: LaneExchange) {
        unwritten[exchange] = body
        writeMore(of: exchange)
    }

    private func writeMore(of exchange: LaneExchange) {
        while let body = unwritten[exchange] {
            let count = min(body.count, max(1, node.lane.room(for: exchange)))
            let isLast = count == body.count
            do {
                try node.lane.write([UInt8](body[..<count]), to: exchange, isLast: isLast)
                unwritten[exchange] = isLast ? nil : [UInt8](body[count...])
            } catch {
                if error == .over { unwritten[exchange] = nil }
                return
            }
        }
    }

    // MARK: What is left

    /// Whether everything that was said is confirmed, and every call is over.
    var isThrough: Bool { confirmed == said && waiting.isEmpty && node.lane.isIdle }

    /// What of the peer's present life never came.
    func loss(of peer: LanePlayer) -> String? {
        let count = held[peer.life] ?? 0
        return count == peer.said ? nil : "node \(index) holds \(count) of \(peer.said) messages"
    }
}
