// SPDX-License-Identifier: Apache-2.0

import Determinism
import Messaging
import Wire

/// A node with one lane, and chance that repeats itself.
final class LaneNode {
    var lane: Lane
    private var random: SplitMix64
    private var lastID: UInt64 = 0

    init(
        _ name: MemberName,
        to peer: MemberName,
        seed: UInt64,
        settings: LaneSettings = LaneSettings(),
        journal: LaneReceipt? = nil,
        at now: Instant = .origin
    ) {
        random = SplitMix64(seed: seed)
        lane = Lane(
            from: name,
            to: peer,
            life: Self.life(&random),
            settings: settings,
            seed: seed,
            journal: journal,
            at: now
        )
    }

    /// Ends the process and starts it anew.
    func restart(journal: LaneReceipt?, at now: Instant) {
        lane = Lane(
            from: lane.name,
            to: lane.peer,
            life: Self.life(&random),
            settings: lane.settings,
            seed: random.next(),
            journal: journal,
            at: now
        )
    }

    private static func life(_ random: inout SplitMix64) -> LaneLife {
        LaneLife(bytes(LaneLife.byteCount, &random))!
    }

    func nextID() -> LaneConnectionID {
        lastID += 1
        return LaneConnectionID(rawValue: lastID)
    }

    func nextRandom() -> [UInt8] { Self.bytes(32, &random) }

    private static func bytes(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next() >> 56) }
    }
}
