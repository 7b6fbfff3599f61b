// SPDX-License-Identifier: Apache-2.0

import Determinism
import Wire

/// Not believing an incarnation that jumps absurdly far (ours; spec §8.5 warns of the last one).
///
/// An incarnation grows by one for each refutation and each change of metadata, so an honest one is
/// never far above what it was; but a single forged message near the end of the numbers leaves its
/// victim without one to refute with, for good. A jump of more than `maximumIncarnationJump`, or a
/// stranger's incarnation in the last `incarnationReserve` of the numbers, is believed only when
/// the member itself says so over a stream that we have dialled. So whoever has been pushed there
/// by peers that believe everything is not locked out. An accusation with a jump is just ignored:
/// if it is true, our own probes will find out. One of ourselves is answered, since we cannot know
/// what a former life has claimed, unless the answer would lie in that reserve.
extension Participant {
    /// Whether an alive may say this; if not, its subject is asked.
    mutating func isBelievable(_ message: Alive, known: Incarnation?, at now: Instant) -> Bool {
        guard isJump(message.incarnation, from: known), message.node != confirmed else {
            return true
        }
        statistics.droppedIncarnationJumps += 1
        guard doubts.mayAsk(message.node, at: now) else { return false }
        let stream = nextStream()
        doubts.ask(message.node, by: stream, at: now)
        effects.append(.openStream(stream, to: message.endpoint, .pushPull(join: false)))
        return false
    }

    /// Whether an accusation of another may say this.
    mutating func isBelievable(_ incarnation: Incarnation, of accused: MemberName) -> Bool {
        guard incarnation.rawValue > settings.maximumIncarnationJump, accused != name,
            let slot = table.slot(of: accused),
            isJump(incarnation, from: table[slot].incarnation)
        else { return true }
        statistics.droppedIncarnationJumps += 1
        return false
    }

    private func isJump(_ incarnation: Incarnation, from known: Incarnation?) -> Bool {
        let limit = settings.maximumIncarnationJump
        guard incarnation.rawValue > limit, limit > 0 else { return false }
        guard let known else {
            return incarnation.rawValue > .max - MembershipSettings.incarnationReserve
        }
        return incarnation.rawValue - limit > known.rawValue
    }
}
