// SPDX-License-Identifier: Apache-2.0

import Determinism
import Wire

/// Letting a member that has moved have its name back, and nobody else's (spec §8.1, step 4).
///
/// The reference refuses a known name from a new address until the old entry is forgotten, half a
/// minute and more after death, unless `deadNodeReclaimTime` says otherwise. Here the name of a
/// dead member is vacant when all of this holds:
/// - it has been dead for `takeoverTime`: one that lives would have heard so, and refuted, by then;
/// - nobody answers under that name at the old address when this node itself asks over a stream;
/// - the claimant's incarnation beats the one that died, as that of anyone does who was told so in
///   a push/pull. Hence no incarnation ever falls, no rumour of the old one can hurt the new, and
///   members that do not know this rule see nothing that they would not see of a restart.
extension Participant {
    /// Whether the name is known to be vacant, for this claimant.
    func isFree(_ known: Member, for message: Alive) -> Bool {
        guard known.state == .dead, message.incarnation > known.incarnation,
            let claim = claims[known.name], claim.verdict == .vacant
        else { return false }
        return claim.announcement.alive.endpoint == message.endpoint
    }

    /// Someone at another address says that it is `known`.
    mutating func contest(_ known: Member, _ message: Alive, at now: Instant) {
        guard settings.takeoverTime > .zero, known.name != name,
            let claim = claims.hear(Announcement(message), at: now)
        else { return reportConflict(existing: known, message, at: now) }
        guard known.state == .dead else { return reportConflict(existing: known, message, at: now) }
        switch claim.verdict {
        case .taken: reportConflict(existing: known, message, at: now)
        case .vacant: break
        case nil: claims.ask(about: known.name, at: max(now, known.since + settings.takeoverTime))
        }
    }

    /// A member has died whose name another may have claimed already.
    mutating func considerClaims(on name: MemberName, at now: Instant) {
        guard !claims.isEmpty else { return }
        claims.ask(about: name, at: now + settings.takeoverTime)
    }

    /// Looks, where it is time to, whether anyone answers at the old address.
    mutating func lookIntoClaims(at now: Instant) {
        for claim in claims.popDue(at: now) {
            let alive = claim.announcement.alive
            guard let known = table[alive.node] else {
                // Forgotten meanwhile: nothing is taken from anybody.
                claims.drop(alive.node)
                hear(alive, at: now)
                continue
            }
            guard known.state == .dead, known.endpoint != alive.endpoint else { continue }
            let stream = nextStream()
            claims.asks(alive.node, by: stream)
            let ping = Ping(
                sequenceNumber: nextSequenceNumber(),
                node: known.name,
                source: local.endpoint,
                sourceNode: name
            )
            let timeout = max(settings.probeTimeout, settings.probeInterval)
            effects.append(
                .openStream(stream, to: known.endpoint, .ping(ping, timeout: timeout))
            )
        }
    }

    /// Somebody answers at the old address, under the old name.
    mutating func claimRefuted(by stream: StreamID, at now: Instant) {
        guard let claim = claims.decide(stream, .taken, at: now) else { return }
        statistics.takeoversRefused += 1
        let alive = claim.announcement.alive
        guard let known = table[alive.node], known.endpoint != alive.endpoint else { return }
        reportConflict(existing: known, alive, at: now)
    }

    /// Nobody does.
    mutating func claimUpheld(by stream: StreamID, at now: Instant) {
        guard let claim = claims.decide(stream, .vacant, at: now) else { return }
        let alive = claim.announcement.alive
        guard let known = table[alive.node], known.state == .dead else { return }
        if alive.incarnation > known.incarnation {
            hear(alive, at: now)
        } else {
            // It cannot know what it must outbid: our table says so, and it will refute.
            effects.append(.openStream(nextStream(), to: alive.endpoint, .pushPull(join: false)))
        }
    }
}
