// SPDX-License-Identifier: Apache-2.0

import Determinism
import Messaging
import Wire
import WireSecurity

/// Two nodes, a bad network between them, and chance from one seed: connections that are cut at any
/// byte and noticed late, dialled by both at once, delivered in any order; nodes that restart, with
/// a journal and without; clocks that run at different speeds.
final class LaneWorld {
    /// One connection: who dialled is first.
    private final class Link {
        let ends: [Endpoint]
        var isCut = false

        init(_ dialler: Endpoint, _ listener: Endpoint) { ends = [dialler, listener] }

        var isOver: Bool { ends.allSatisfy(\.isGone) }
    }

    private let seed: UInt64
    private var random: SplitMix64
    private var now = Instant.origin
    private var links: [Link] = []
    private let framing: LaneFraming
    private let cipher: KeyringCipher?
    let players: [LanePlayer]
    /// What did not hold; empty when all is well.
    private(set) var failures: [String] = []
    private(set) var cuts = 0
    private(set) var restarts = 0
    private(set) var connections = 0

    init(seed: UInt64) {
        self.seed = seed
        random = SplitMix64(seed: seed)
        (framing, cipher) = LanePair.framing(keys: seed % 3 == 0 ? [LanePair.key] : [])
        var settings = LaneSettings()
        settings.grants = LaneGrants(
            windowBytes: (1 << 20) + (128 << 10),
            windowFrames: 256,
            calls: 16,
            bodies: 4,
            bodyWindowBytes: 64 << 10
        )
        settings.outputBytes = 1 + random.index(below: 4_096)
        settings.queueFrames = 512
        let rates = (random.index(below: 1_500) + 500, random.index(below: 1_500) + 500)
        let keepsJournal = seed % 2 == 0
        players = [("a", "b", rates.0), ("b", "a", rates.1)].enumerated().map { index, part in
            LanePlayer(
                index,
                MemberName(part.0),
                to: MemberName(part.1),
                seed: seed &* 2 &+ UInt64(index),
                settings: settings,
                // Per mille of the true time, from another beginning.
                clock: (Int64(index) * 1_000_000_000_000, Int64(part.2)),
                keepsJournal: keepsJournal
            )
        }
    }

    /// Trouble for so many steps, then peace until nothing is left to say.
    func run(steps: Int) {
        for number in 0..<steps where failures.isEmpty {
            step()
            if number % 8 == 0 { check() }
        }
        for _ in 0..<20_000 where failures.isEmpty {
            calm()
            if players.allSatisfy(\.isThrough), links.allSatisfy({ isQuiet($0) }) { break }
        }
        check()
        guard failures.isEmpty else { return }
        for player in players {
            if !player.isThrough { fail("node \(player.index) still waits after peace") }
            let other = players[1 - player.index]
            if let loss = other.loss(of: player) { fail(loss) }
        }
    }

    private func isQuiet(_ link: Link) -> Bool {
        link.isOver || link.ends.allSatisfy { $0.wire.isEmpty }
    }

    private func fail(_ words: String) { failures.append("seed \(seed): \(words)") }

    private func check() {
        for player in players {
            player.node.lane.checkInvariants()
            failures += player.failures.map { "seed \(seed): \($0)" }
        }
    }

    // MARK: Steps

    private func step() {
        let player = players[random.index(below: 2)]
        switch random.index(below: 100) {
        case 0..<16: player.say(&random, at: now)
        case 16..<22: player.hold(&random)
        case 22..<24: cut()
        case 24: if random.index(below: 4) == 0 { restart(player) }
        case 25..<35: pass(.milliseconds(random.index(below: 40)))
        case 35: pass(.seconds(random.index(below: 20)))
        case 36..<38: dial(player)
        default: move()
        }
    }

    /// One connection moves a little.
    private func move() {
        guard !links.isEmpty else { return }
        let link = links[random.index(below: links.count)]
        let side = random.index(below: 2)
        let (end, other) = (link.ends[side], link.ends[1 - side])
        if random.index(below: 2) == 0 {
            if !link.isCut { end.write(1 + random.index(below: 3_000), at: time(end)) }
            return
        }
        guard !other.wire.isEmpty else { return notice(link, side) }
        deliver(1 + random.index(below: 3_000), from: other, to: end)
    }

    private func deliver(_ most: Int, from sender: Endpoint, to receiver: Endpoint) {
        let bytes = [UInt8](sender.wire.prefix(most))
        sender.wire.removeFirst(bytes.count)
        hear(receiver.receive(bytes, at: time(receiver)), receiver)
    }

    /// An end learns that nothing more comes.
    private func notice(_ link: Link, _ side: Int) {
        let (end, other) = (link.ends[side], link.ends[1 - side])
        guard link.isCut || other.isGone, !end.isGone else { return }
        hear(end.receiveEnd(isBroken: link.isCut, at: time(end)), end)
    }

    /// Cuts a connection at a byte in each direction.
    private func cut() {
        guard !links.isEmpty else { return }
        let link = links[random.index(below: links.count)]
        guard !link.isCut else { return }
        link.isCut = true
        cuts += 1
        for end in link.ends { end.lose(allBut: random.index(below: end.wire.count + 1)) }
    }

    private func restart(_ player: LanePlayer) {
        restarts += 1
        player.restart(at: now)
        for link in links {
            for end in link.ends where end.node === player.node { end.abandon() }
        }
        links.removeAll { $0.isOver }
    }

    private func pass(_ duration: Duration) {
        now += duration
        for player in players {
            hear(player.node.lane.advance(to: player.time(now)), player)
        }
        for link in links {
            for end in link.ends { hear(end.advance(to: time(end)), end) }
        }
    }

    private func dial(_ player: LanePlayer) {
        links.removeAll { $0.isOver }
        guard links.count < 6 else { return player.node.lane.dialFailed(at: player.time(now)) }
        connections += 1
        let peer = players[1 - player.index]
        links.append(
            Link(
                Endpoint(dialling: player.node, framing: framing, at: player.time(now)),
                LanePair.listener(peer.node, framing, cipher)
            )
        )
    }

    /// Everything arrives, and nothing else happens.
    private func calm() {
        for link in links {
            for side in 0..<2 {
                let (end, other) = (link.ends[side], link.ends[1 - side])
                if !link.isCut { end.write(.max, at: time(end)) }
                if !end.wire.isEmpty { deliver(.max, from: end, to: other) }
                if end.wire.isEmpty { notice(link, 1 - side) }
            }
        }
        for player in players { player.holdAll() }
        pass(.milliseconds(5))
    }

    private func time(_ end: Endpoint) -> Instant {
        players.first { $0.node === end.node }!.time(now)
    }

    private func hear(_ events: [LaneEvent], _ end: Endpoint) {
        hear(events, players.first { $0.node === end.node }!)
    }

    private func hear(_ events: [LaneEvent], _ player: LanePlayer) {
        let peer = players[1 - player.index]
        for event in events {
            if case .dial = event {
                dial(player)
            } else {
                player.hear(event, from: peer, at: now)
            }
        }
    }
}
