// SPDX-License-Identifier: Apache-2.0

import Determinism

/// Whom to probe next: all slots of the table in a shuffled round robin (SWIM §4.3, spec §11.1).
struct ProbeOrder: Equatable, Sendable {
    private var slots: [Int32] = [0]
    private var position = 0

    var count: Int { slots.count }

    /// The slot whose turn it is; `nil` at the end of a round.
    mutating func next() -> Int? {
        guard position < slots.count else { return nil }
        defer { position += 1 }
        return Int(slots[position])
    }

    /// Lets a new member in at a random place: appended, then swapped with an older one.
    mutating func insert(_ slot: Int, using random: inout SplitMix64) {
        let older = slots.count
        slots.append(Int32(slot))
        slots.swapAt(older == 0 ? 0 : random.index(below: older), older)
    }

    /// Begins a round over slots `0..<count`, in a new order.
    mutating func shuffle(count: Int, using random: inout SplitMix64) {
        if slots.count != count { slots = (0..<Int32(count)).map { $0 } }
        slots.shuffle(using: &random)
        position = 0
    }

    /// What must hold between any two calls.
    func checkInvariants(members: Int) {
        precondition(slots.count == members, "\(slots.count) to probe of \(members)")
        precondition(Set(slots).count == members, "a member would be probed twice in a round")
        precondition(position >= 0 && position <= slots.count, "the round is at \(position)")
    }
}
