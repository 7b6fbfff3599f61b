// SPDX-License-Identifier: Apache-2.0

package import Determinism
import Membership
import Wire

/// What must hold after every event, whatever goes wrong.
///
/// Who was touched is checked from within (`Participant.checkInvariants`, which traps); what each
/// node reports of others is followed here, change by change:
/// - an incarnation never falls, and who was dead, left or suspect comes back only by a higher one;
/// - nobody knows an incarnation of a node higher than the node itself ever claimed;
/// - changes come in an order that makes sense: nobody dies who had not joined;
/// - nobody sees itself suspect or dead;
/// - without any fault nobody is suspected;
/// - no packet is larger than allowed, no queue longer than the names that there are.
package struct Checker: Sendable {
    /// How one node saw another last.
    private struct Sighting: Sendable {
        var incarnation: Incarnation
        var kind: ObservedChange.Kind
    }

    /// What did not hold; a run ends at the first.
    package private(set) var violations: [Violation] = []
    private let settings: ClusterSettings
    /// By observer, then subject; emptied when the observer starts anew.
    private var sightings: [[Int: Sighting]]
    /// The highest incarnation that each node has claimed in any of its lives.
    private var claims: [Incarnation]

    init(_ settings: ClusterSettings) {
        self.settings = settings
        sightings = Array(repeating: [:], count: settings.followsViews ? settings.nodes : 0)
        claims = Array(repeating: 0, count: settings.nodes)
    }

    package mutating func fail(_ node: Int, at now: Instant, _ sentence: String) {
        violations.append(Violation(at: now, node: node, sentence: sentence))
    }

    mutating func started(_ node: Int) {
        if settings.followsViews { sightings[node] = [:] }
    }

    mutating func sent(_ bytes: Int, by node: Int, at now: Instant) {
        guard bytes > settings.membership.udpBufferSize else { return }
        fail(node, at: now, "a packet has \(bytes) bytes")
    }

    /// After every call into a participant: what it claims, and how much it knows and has to tell.
    mutating func looked(
        at node: Int,
        claiming incarnation: Incarnation,
        members: Int,
        broadcasts: Int,
        now: Instant
    ) {
        claims[node] = max(claims[node], incarnation)
        // One broadcast for each name is all that ever waits.
        if broadcasts > settings.nodes { fail(node, at: now, "\(broadcasts) broadcasts wait") }
        if members > settings.nodes { fail(node, at: now, "\(members) members are known") }
    }

    /// Whether `node` is known to have claimed an incarnation as high as this.
    func knows(_ incarnation: Incarnation, claimedBy node: Int) -> Bool {
        incarnation <= claims[node]
    }

    mutating func claims(_ incarnation: Incarnation, by node: Int) {
        claims[node] = max(claims[node], incarnation)
    }

    mutating func observed(
        _ kind: ObservedChange.Kind,
        of subject: Int,
        _ incarnation: Incarnation,
        by node: Int,
        at now: Instant
    ) {
        if incarnation > claims[subject] {
            fail(
                node,
                at: now,
                "node\(subject) is \(kind) with incarnation \(incarnation.rawValue), and never"
                    + " had one above \(claims[subject].rawValue)"
            )
        }
        if settings.isFaultless, kind == .suspected || kind == .died {
            fail(node, at: now, "node\(subject) is \(kind), and nothing is wrong")
        }
        if subject == node, kind == .suspected || kind == .died {
            fail(node, at: now, "it sees itself \(kind)")
        }
        guard settings.followsViews else { return }
        follow(kind, of: subject, incarnation, by: node, at: now)
    }

    private mutating func follow(
        _ kind: ObservedChange.Kind,
        of subject: Int,
        _ incarnation: Incarnation,
        by node: Int,
        at now: Instant
    ) {
        let last = sightings[node][subject]
        if !Self.follows(kind, last?.kind) {
            let before = last.map { "\($0.kind)" } ?? "unknown"
            fail(node, at: now, "node\(subject) is \(kind) after being \(before)")
        }
        guard kind != .forgotten else {
            sightings[node][subject] = nil
            return
        }
        if let last,
            incarnation < last.incarnation
                || Self.needsMore(kind, last.kind)
                    && incarnation == last.incarnation
        {
            fail(
                node,
                at: now,
                "node\(subject) is \(kind) with incarnation \(incarnation.rawValue) after being"
                    + " \(last.kind) with \(last.incarnation.rawValue)"
            )
        }
        sightings[node][subject] = Sighting(incarnation: incarnation, kind: kind)
    }

    /// Whether `next` may be reported after `last`.
    private static func follows(
        _ next: ObservedChange.Kind,
        _ last: ObservedChange.Kind?
    ) -> Bool {
        switch (last, next) {
        case (nil, .joined), (nil, .forgotten): true
        case (nil, _): false
        case (.died?, .joined), (.left?, .joined): true
        case (.died?, .forgotten), (.left?, .forgotten): true
        case (.died?, _), (.left?, _), (.forgotten?, _): false
        case (.suspected?, let next): next != .joined && next != .suspected && next != .forgotten
        case (_?, let next): next != .joined && next != .recovered && next != .forgotten
        }
    }

    /// Whether only a higher incarnation leads from `last` to `next`.
    private static func needsMore(
        _ next: ObservedChange.Kind,
        _ last: ObservedChange.Kind
    ) -> Bool {
        let isBack = next == .joined || next == .recovered || next == .updated
        return isBack && (last == .suspected || last == .died || last == .left)
    }
}
