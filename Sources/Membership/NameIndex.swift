// SPDX-License-Identifier: Apache-2.0

/// Finds slots of a table by the hashes of names, in four bytes for each place.
///
/// Open addressing with linear probing, never more than three quarters full. A place holds a slot
/// in its low bits, as many as the number of places needs, and bits of the hash in the others, so
/// that a wrong slot is hardly ever looked at. The hashes themselves are the table's to keep.
struct NameIndex: Sendable {
    private var places = Self.vacant(16)
    /// The number of places, less one: beside them it would be one more miss of the cache.
    private var mask = 15
    private(set) var count = 0

    /// Stands for no slot.
    private static let vacancy = UInt32.max

    private static func vacant(_ size: Int) -> [UInt32] { Array(repeating: vacancy, count: size) }

    /// The slot with `hash` that `isWanted`.
    @inline(__always)
    func slot(_ hash: Int, where isWanted: (Int) -> Bool) -> Int? {
        let mask = mask
        let tag = tag(of: hash)
        var position = hash & mask
        while true {
            let place = places[position]
            if place == Self.vacancy { return nil }
            if place & ~UInt32(mask) == tag, isWanted(Int(place) & mask) {
                return Int(place) & mask
            }
            position = (position + 1) & mask
        }
    }

    /// Adds a slot that is not there; `hashOf` tells the hash of each that is.
    mutating func insert(_ slot: Int, _ hash: Int, hashOf: (Int) -> Int) {
        let size = places.count
        if (count + 1) * 4 > size * 3 || slot + 1 >= size { grow(toHold: slot, hashOf) }
        put(slot, hash)
        count += 1
    }

    /// Takes out a slot that is there, and moves up what was placed behind it.
    mutating func remove(_ slot: Int, _ hash: Int, hashOf: (Int) -> Int) {
        var gap = hash & mask
        while Int(places[gap]) & mask != slot || places[gap] == Self.vacancy {
            precondition(places[gap] != Self.vacancy, "slot \(slot) is not in the index")
            gap = (gap + 1) & mask
        }
        count -= 1
        var position = gap
        while true {
            position = (position + 1) & mask
            guard places[position] != Self.vacancy else { break }
            let home = hashOf(Int(places[position]) & mask) & mask
            // It may move up unless its home lies behind the gap.
            guard (position - home) & mask >= (position - gap) & mask else { continue }
            places[gap] = places[position]
            gap = position
        }
        places[gap] = Self.vacancy
    }

    private mutating func grow(toHold slot: Int, _ hashOf: (Int) -> Int) {
        let mask = mask
        let slots = places.filter { $0 != Self.vacancy }.map { Int($0) & mask }
        var size = places.count * 2
        while slot + 1 >= size { size *= 2 }
        places = Self.vacant(size)
        self.mask = size - 1
        for slot in slots { put(slot, hashOf(slot)) }
    }

    private mutating func put(_ slot: Int, _ hash: Int) {
        var position = hash & mask
        while places[position] != Self.vacancy { position = (position + 1) & mask }
        places[position] = tag(of: hash) | UInt32(slot)
    }

    private func tag(of hash: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: hash >> 32) & ~UInt32(mask)
    }
}
