// SPDX-License-Identifier: Apache-2.0

import Determinism

/// Makes ids for requests that bring none: 15 characters, of which the first eight are one
/// loop's own and the rest counts.
struct RequestIDGenerator {
    private let prefix: UInt64
    private var count: UInt64 = 0

    init(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        prefix = random.next()
    }

    mutating func next() -> String {
        count &+= 1
        // 15 bytes are a small string, which needs no allocation.
        return String(unsafeUninitializedCapacity: 15) { bytes in
            Self.write(prefix, to: bytes, at: 0..<8)
            Self.write(count, to: bytes, at: 8..<15)
            return 15
        }
    }

    /// The client's own id when it is 1...128 visible ASCII characters.
    static func accepted(_ id: String?) -> String? {
        guard let id, (1...128).contains(id.utf8.count),
            id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return id
    }

    private static func write(
        _ number: UInt64,
        to bytes: UnsafeMutableBufferPointer<UInt8>,
        at places: Range<Int>
    ) {
        var rest = number
        for index in places.reversed() {
            bytes[index] = alphabet[Int(rest & 31)]
            rest >>= 5
        }
    }

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
}
