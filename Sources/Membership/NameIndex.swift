// SPDX-License-Identifier: Apache-2.0

/// Finds slots of a table by the hashes of names, in four bytes for each place.
///
/// Open addressing with linear probing, never more than three quarters full. A place holds a slot
/// in its low bits, as many as the number of places needs, and bits of the hash in the others, so
/// that a wrong slot is hardly ever looked at. Nothing is ever removed: a table that forgets
/// members makes a new index.
struct NameIndex: Sendable {
    private var places: [UInt32]
    private(set) var count = 0

    /// Stands for no slot: it would be the last one of a table that fills every place.
    private static let vacant = UInt32.max

    /// An index for the slots `0..<hashes.count`.
    init(_ hashes: some Collection<Int>) {
        var size = 16
        while hashes.count * 4 > size * 3 { size *= 2 }
        places = Array(repeating: Self.vacant, count: size)
        for (slot, hash) in hashes.enumerated() { place(slot, hash) }
        count = hashes.count
    }

    /// The slot with `hash` that `isWanted`.
    @inline(__always)
    func slot(_ hash: Int, where isWanted: (Int) -> Bool) -> Int? {
        let mask = places.count - 1
        let tag = tag(of: hash)
        var position = hash & mask
        while true {
            let place = places[position]
            if place == Self.vacant { return nil }
            if place & ~UInt32(mask) == tag {
                let slot = Int(place) & mask
                if isWanted(slot) { return slot }
            }
            position = (position + 1) & mask
        }
    }

    /// Whether another slot can be added; otherwise a larger index must be made.
    var hasRoom: Bool { (count + 1) * 4 <= places.count * 3 }

    /// Adds the slot `count`, when there is room.
    mutating func append(_ hash: Int) {
        place(count, hash)
        count += 1
    }

    private mutating func place(_ slot: Int, _ hash: Int) {
        let mask = places.count - 1
        var position = hash & mask
        while places[position] != Self.vacant { position = (position + 1) & mask }
        places[position] = tag(of: hash) | UInt32(slot)
    }

    private func tag(of hash: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: hash >> 32) & ~UInt32(places.count - 1)
    }
}
