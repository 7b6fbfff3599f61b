// SPDX-License-Identifier: Apache-2.0

/// Which code stands for a known string and one more byte; open addressing in one flat array.
struct LZWTable {
    /// A pair in the upper 20 bits and its code in the lower 12; 0 is free, as no pair has code 0.
    private var entries: [UInt32]
    private let shift: UInt32
    private let mask: Int

    /// Sized for as many pairs as the input can bring forth before a clear, at most half full.
    init(inputCount: Int) {
        let pairs = min(inputCount, Int(LZWCode.last - LZWCode.firstFree))
        var bits: UInt32 = 6
        while 1 << bits < 2 * pairs { bits += 1 }
        entries = [UInt32](repeating: 0, count: 1 << Int(bits))
        shift = 32 - bits
        mask = (1 << Int(bits)) - 1
    }

    /// Where the pair is, or where it would be put.
    func slot(of pair: UInt32) -> Int {
        var slot = Int((pair &* 0x9E37_79B1) >> shift)
        while entries[slot] != 0, entries[slot] >> 12 != pair { slot = (slot + 1) & mask }
        return slot
    }

    /// The code recorded there, `nil` for a free slot.
    func code(at slot: Int) -> UInt32? {
        let entry = entries[slot]
        return entry == 0 ? nil : entry & 0xFFF
    }

    mutating func record(_ code: UInt32, for pair: UInt32, at slot: Int) {
        entries[slot] = pair << 12 | code
    }

    mutating func clear() {
        for slot in entries.indices { entries[slot] = 0 }
    }
}
