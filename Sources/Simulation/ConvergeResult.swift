// SPDX-License-Identifier: Apache-2.0

import Determinism
package import Membership

/// What runs of a ``ConvergeScenario`` have shown.
package struct ConvergeResult: Equatable, Sendable {
    package let nodes: Int
    /// From a change of a member until 99 of 100 of all members knew.
    package private(set) var news: [Duration] = []
    /// In how many probe intervals after a crash the first probe began that found it, counted as
    /// SWIM counts (§3.1): the interval in which it began is the last.
    package private(set) var detections: [Int] = []
    /// From a crash until the first member suspected it.
    package private(set) var suspicions: [Duration] = []
    /// From a crash until everyone who ran at the end knew of the death.
    package private(set) var deaths: [Duration] = []
    /// Changes that did not reach 99 of 100, crashes that somebody did not learn of.
    package private(set) var missed = 0
    package internal(set) var events = 0
    package internal(set) var violations: [Violation] = []

    package init(nodes: Int) { self.nodes = nodes }

    /// When the logistic curve `1 / (1 + (n + 1)e^(-rt))` has reached 99 of 100, `r` being half
    /// the fanout for each round of gossip.
    package static func logisticSeconds(nodes: Int, settings: MembershipSettings = .lan) -> Double {
        let round = Double(settings.gossipInterval.nanoseconds) / 1e9
        let rate = 0.5 * Double(settings.gossipNodes) / round
        return NaturalLogarithm.of(99 * Double(nodes + 1)) / rate
    }

    package static func += (sum: inout Self, other: Self) {
        sum.news += other.news
        sum.detections += other.detections
        sum.suspicions += other.suspicions
        sum.deaths += other.deaths
        sum.missed += other.missed
        sum.events += other.events
        sum.violations += other.violations
    }

    /// `living`: how many ran then, the one that changed included.
    mutating func addNews(
        of node: Int,
        at start: Instant,
        among living: Int,
        _ cluster: Cluster
    ) {
        let heard = cluster.changes
            .filter { $0.subject == node && $0.kind == .updated && $0.at >= start }
            .map { $0.at - start }
            .sorted()
        // The one it is about has reported it too, at once.
        let wanted = (living * 99 + 99) / 100
        if heard.count >= wanted { news.append(heard[wanted - 1]) } else { missed += 1 }
    }

    mutating func addCrash(
        of node: Int,
        at start: Instant,
        probing interval: Duration,
        _ cluster: Cluster
    ) {
        let changes = cluster.changes.filter { $0.subject == node && $0.at >= start }
        guard let first = changes.first(where: { $0.kind == .suspected }) else {
            missed += 1
            return
        }
        let suspected = first.at - start
        suspicions.append(suspected)
        // A probe of a healthy member lasts an interval: so long ago it began.
        let begun = (suspected - interval).nanoseconds
        detections.append(max(1, Int((begun + interval.nanoseconds - 1) / interval.nanoseconds)))
        let told = changes.filter { $0.kind == .died && cluster.isMember($0.node) }
        let living = cluster.nodes.indices.count { cluster.isMember($0) }
        guard Set(told.map(\.node)).count == living, let last = told.last else {
            missed += 1
            return
        }
        deaths.append(last.at - start)
    }
}
