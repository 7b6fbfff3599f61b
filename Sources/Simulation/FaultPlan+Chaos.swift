// SPDX-License-Identifier: Apache-2.0

package import Determinism

extension FaultPlan {
    /// Faults of every kind from one seed, overlapping, until `end`; then everything heals.
    ///
    /// The first half minute is left alone so that there is a cluster to disturb. Node 0, whom all
    /// others join by, is only ever disturbed, never ended for good.
    package static func chaos(nodes: Int, until end: Instant, seed: UInt64) -> FaultPlan {
        precondition(nodes > 3, "chaos needs more than \(nodes) nodes")
        var maker = ChaosMaker(nodes: nodes, end: end, random: SplitMix64(seed: seed))
        return maker.plan()
    }
}

/// Draws the faults of a chaos plan.
private struct ChaosMaker {
    let nodes: Int
    let end: Instant
    var random: SplitMix64
    private var faults = FaultPlan()
    private var cuts = 0

    init(nodes: Int, end: Instant, random: SplitMix64) {
        self.nodes = nodes
        self.end = end
        self.random = random
    }

    mutating func plan() -> FaultPlan {
        var now = Instant.origin + .seconds(30)
        while now < end {
            draw(at: now)
            now += .seconds(1) + random.part(of: .seconds(12))
        }
        faults.add(.healAll, at: end)
        return faults
    }

    private mutating func draw(at now: Instant) {
        let node = random.index(below: nodes)
        let later = min(end, now + .milliseconds(200) + duration())
        switch random.index(below: 10) {
        case 0:
            faults.add(.weather(badWeather()), at: now)
            faults.add(.weather(.fair), at: later)
        case 1, 2: partition(at: now, until: later)
        case 3, 4:
            faults.add(.pause(node), at: now)
            faults.add(.resume(node), at: later)
        case 5:
            let blocked = Duration.milliseconds(64 << random.index(below: 8))
            let open = Duration.milliseconds(1 << random.index(below: 10))
            faults.add(.slow(node, blocked: blocked, open: open), at: now)
            faults.add(.quicken(node), at: later)
        case 6: faults.add(.clockStep(node, .milliseconds(500) + duration()), at: now)
        case 7:
            faults.add(.crash(node), at: now)
            // One in four stays down, but for the one whom others join by.
            let returns = node == 0 || random.index(below: 4) > 0
            if returns { faults.add(.restart(node), at: later) }
        case 8:
            faults.add(.leave(node), at: now)
            faults.add(.restart(node), at: max(later, min(end, now + .seconds(20))))
        default: faults.add(.updateMetadata(node), at: now)
        }
    }

    /// From moments that nobody notices to longer than every timer of a small cluster.
    private mutating func duration() -> Duration {
        random.part(of: .milliseconds(1_000 << random.index(below: 8)))
    }

    private mutating func badWeather() -> Weather {
        var weather = Weather()
        if random.next() & 1 == 1 { weather.delay = .longTailed(least: .milliseconds(1)) }
        weather.loss = Double(random.index(below: 40)) / 100
        weather.duplication = Double(random.index(below: 30)) / 100
        weather.reordering = Double(random.index(below: 30)) / 100
        return weather
    }

    private mutating func partition(at now: Instant, until later: Instant) {
        let size = 1 + random.index(below: nodes / 2)
        var numbers = Array(0..<nodes)
        numbers.shuffle(using: &random)
        let few = Set(numbers.prefix(size))
        let many = Set(numbers.dropFirst(size))
        cuts += 1
        let direction = random.index(below: 4)
        if direction != 0 { faults.add(.cut(cuts, from: few, to: many), at: now) }
        if direction != 1 { faults.add(.cut(cuts, from: many, to: few), at: now) }
        faults.add(.mend(cuts), at: later)
    }
}
