// SPDX-License-Identifier: Apache-2.0

/// One change to bytes: what is done, where, and with what; each chosen by bytes of an input.
struct Edit {
    /// Bytes that choose; missing ones count as 0.
    static let choiceBytes = 6

    private let choices: [UInt8]

    init(_ choices: [UInt8]) {
        let missing = Self.choiceBytes - choices.count
        self.choices = choices + [UInt8](repeating: 0, count: missing)
    }

    /// With the change made; sometimes it changes nothing.
    func applied(to original: [UInt8]) -> [UInt8] {
        var bytes = original
        let place = (Int(choices[1]) << 8 | Int(choices[2])) % bytes.count
        switch choices[0] % 6 {
        case 0: bytes[place] ^= choices[3]
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(choices[3], at: place)
        case 3: bytes.removeSubrange(place...)
        case 4: bytes.swapAt(place, Int(choices[3]) % bytes.count)
        default: bytes += choices[3...]
        }
        return bytes
    }
}
