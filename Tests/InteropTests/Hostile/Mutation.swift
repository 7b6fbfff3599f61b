// SPDX-License-Identifier: Apache-2.0

/// Changes bytes a little, the same way in every run with the same seed.
struct Mutation {
    private var noise: Noise

    init(seed: UInt64) { noise = Noise(seed: seed) }

    mutating func below(_ count: Int) -> Int {
        noise.bytes(3).reduce(0) { $0 << 8 | Int($1) } % count
    }

    mutating func bytes(_ count: Int) -> [UInt8] { noise.bytes(count) }

    /// One to four bytes changed, taken out, put in; or the rest cut off.
    mutating func applied(to original: [UInt8]) -> [UInt8] {
        var bytes = original
        for _ in 0...below(4) {
            guard !bytes.isEmpty else { return noise.bytes(1) }
            let place = below(bytes.count)
            switch below(6) {
            case 0: bytes[place] = noise.bytes(1)[0]
            case 1: bytes[place] ^= 1 << UInt8(below(8))
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + below(8)))
            case 3: bytes.insert(contentsOf: noise.bytes(1 + below(7)), at: place)
            case 4: bytes.removeSubrange(place...)
            default:
                let special: [UInt8] = [7, 9, 12, 0x80, 0xC1, 0xC6, 0xDB, 0xDD, 0xDF, 0xF4, 0xFF]
                bytes[place] = special[below(special.count)]
            }
        }
        return bytes
    }
}
