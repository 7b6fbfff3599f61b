// SPDX-License-Identifier: Apache-2.0

import Determinism

/// Makes ids for requests that bring none: 15 characters, of which the first eight are one
/// loop's own and the rest counts.
final class RequestIDGenerator {
    private var count: UInt64 = 0
    /// The id that was given last.
    private var text: [UInt8]

    init(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var text = Array(repeating: Self.alphabet[0], count: 15)
        Self.write(random.next(), to: &text, at: 0..<8)
        self.text = text
    }

    func next() -> String {
        count &+= 1
        let last = Int(count & 31)
        if last == 0 {
            Self.write(count, to: &text, at: 8..<15)
        } else {
            text[14] = Self.alphabet[last]
        }
        // 15 bytes are a small string, which needs no allocation.
        let text = text
        return String(unsafeUninitializedCapacity: 15) { bytes in
            text.withUnsafeBufferPointer { bytes.initialize(fromContentsOf: $0) }
        }
    }

    /// The client's own id when it is 1...128 visible ASCII characters.
    static func accepted(_ id: String?) -> String? {
        guard let id, (1...128).contains(id.utf8.count),
            id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return id
    }

    private static func write(_ number: UInt64, to text: inout [UInt8], at places: Range<Int>) {
        var rest = number
        for index in places.reversed() {
            text[index] = alphabet[Int(rest & 31)]
            rest >>= 5
        }
    }

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
}
