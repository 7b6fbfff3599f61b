// SPDX-License-Identifier: Apache-2.0

import Membership
import Metrics
import Reactor

/// What was dropped, by reason, and who is in quarantine, as metrics; memberlist has none of these.
struct DropMetrics {
    private let factory: any MetricsFactory
    private let labels: [(String, String)]
    private let packetSources: Gauge
    private let streamSources: Gauge
    /// One for each reason that there has been; the reasons are our own, hence few.
    private var counters: [String: (counter: Counter, told: UInt64)] = [:]

    /// - Parameters:
    ///   - factory: where the metrics go.
    ///   - labels: added to each of them.
    init(_ factory: any MetricsFactory, _ labels: [(String, String)]) {
        func gauge(_ kind: String) -> Gauge {
            let dimensions = labels + [("kind", kind)]
            return Gauge(label: "memberlist.quarantine", dimensions: dimensions, factory: factory)
        }
        self.factory = factory
        self.labels = labels
        packetSources = gauge("packet")
        streamSources = gauge("stream")
    }

    /// Tells the backend what the counts grew by since the last time.
    mutating func publish(_ node: NodeLoop) {
        packetSources.record(node.quarantine.packets.quarantined(at: node.loop.now))
        streamSources.record(node.quarantine.streams.quarantined(at: node.loop.now))
        for (reason, value) in node.counters.drops { publish(reason, value) }
        let prefix = "dropped-"
        for count in node.participant.statistics.counts where count.name.hasPrefix(prefix) {
            publish(String(count.name.dropFirst(prefix.count)), count.value)
        }
    }

    private mutating func publish(_ reason: String, _ value: UInt64) {
        let told = counters[reason]?.told ?? 0
        // A reason that is known beforehand begins at zero, so that its first drop is a growth.
        guard value > told || counters[reason] == nil else { return }
        let counter =
            counters[reason]?.counter
            ?? Counter(
                label: "memberlist.dropped",
                dimensions: labels + [("reason", reason)],
                factory: factory
            )
        counter.increment(by: Int64(clamping: value - told))
        counters[reason] = (counter, value)
    }
}
