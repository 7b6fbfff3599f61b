// SPDX-License-Identifier: Apache-2.0

import Determinism

/// Decides what becomes of packets and streams: delay, loss, duplication, reordering, partitions.
///
/// It moves nothing itself: it is asked about each packet, and answers with the delays after which
/// copies of it arrive.
package struct VirtualNetwork: Sendable {
    /// Nothing gets from one set of nodes to the other; the way back is another matter.
    private struct Cut: Sendable {
        let number: Int
        let from: Set<Int>
        let to: Set<Int>
    }

    package var weather: Weather
    private var cuts: [Cut] = []
    private var random: SplitMix64

    package init(weather: Weather, seed: UInt64) {
        self.weather = weather
        random = SplitMix64(seed: seed)
    }

    /// Stops everything from `from` to `to`, until `mend(number)`.
    package mutating func cut(_ number: Int, from: Set<Int>, to: Set<Int>) {
        cuts.append(Cut(number: number, from: from, to: to))
    }

    package mutating func mend(_ number: Int) { cuts.removeAll { $0.number == number } }
    package mutating func mendAll() { cuts = [] }

    func connects(_ from: Int, to: Int) -> Bool {
        !cuts.contains { $0.from.contains(from) && $0.to.contains(to) }
    }

    /// After how long a packet arrives, and its copy, if there is one; `nil` when it is lost.
    mutating func packetDelays(from: Int, to: Int) -> (packet: Duration, copy: Duration?)? {
        guard connects(from, to: to), !happens(weather.loss) else { return nil }
        let packet = packetDelay()
        return (packet, happens(weather.duplication) ? packetDelay() : nil)
    }

    /// After how long the bytes of one side of a stream are there; `nil` when they never will be.
    ///
    /// What is lost is sent again after a time that doubles from 200 ms, as TCP does it.
    mutating func streamDelay(from: Int, to: Int) -> Duration? {
        guard connects(from, to: to), connects(to, to: from) else { return nil }
        var delay = weather.delay(using: &random) + weather.delay(using: &random)
        var repeatAfter = Duration.milliseconds(200)
        while happens(weather.loss) {
            delay += repeatAfter
            repeatAfter *= 2
            guard delay < .seconds(60) else { return nil }
        }
        return delay
    }

    private mutating func packetDelay() -> Duration {
        var delay = weather.delay(using: &random)
        if happens(weather.reordering) { delay += random.part(of: weather.reorderingDelay) }
        return delay
    }

    private mutating func happens(_ probability: Double) -> Bool {
        guard probability > 0 else { return false }
        // 53 bits are all that a Double holds.
        return Double(random.next() >> 11) < probability * 9_007_199_254_740_992
    }
}
