// SPDX-License-Identifier: Apache-2.0

import Memberlist

/// Which member owns a key: rendezvous hashing (highest random weight) over the live members.
///
/// Each live member has a score for the key, and the highest one owns it; every node that sees the
/// same members live comes to the same owner, without asking anyone. When a member goes, only its
/// keys move, about one of n, evenly to all others. How to compute it elsewhere, with test vectors,
/// is in `docs/ownership.md`.
struct Ownership {
    /// FNV-1a (64 bits) of the key and a zero byte; names are hashed on from here.
    private let prefix: UInt64

    init(of key: String) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in key.utf8 { hash = Self.step(hash, byte) }
        prefix = Self.step(hash, 0)
    }

    private static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    /// FNV-1a of key, zero byte and name, its bits mixed as SplitMix64 does: FNV alone leaves names
    /// that differ in their last byte too close together.
    func score(_ name: String) -> UInt64 {
        var hash = prefix
        for byte in name.utf8 { hash = Self.step(hash, byte) }
        hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
        return hash ^ hash >> 31
    }

    /// The owner among members that are alive or suspect, and how many those are; of equal scores
    /// the bytewise first name wins.
    func owner(in snapshot: MemberSnapshot) -> (member: Member?, candidates: Int) {
        var best: (member: Member, score: UInt64)?
        var candidates = 0
        // Sorted by name: a later one must score higher.
        for member in snapshot.members where member.state == .alive || member.state == .suspect {
            candidates += 1
            let score = score(member.name)
            if let found = best, score <= found.score { continue }
            best = (member, score)
        }
        return (best?.member, candidates)
    }
}
