// SPDX-License-Identifier: Apache-2.0

/// CRC-32/IEEE, the checksum of zip and PNG (spec §5.3).
package enum Checksum {
    /// Bytes before the message: the type byte and the sum.
    package static let headerBytes = 5

    /// The sum over all of `bytes`.
    package static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        table.withUnsafeBufferPointer { table in
            var sum: UInt32 = .max
            var offset = 0
            while bytes.count - offset >= 8 {
                let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                sum = advanced(UInt64(littleEndian: word) ^ UInt64(sum), table)
                offset += 8
            }
            while offset < bytes.count {
                sum = sum >> 8 ^ table[Int(UInt8(truncatingIfNeeded: sum) ^ bytes[offset])]
                offset += 1
            }
            return ~sum
        }
    }

    /// The sum after eight bytes, each looked up in the row for its distance from the last.
    private static func advanced(
        _ word: UInt64,
        _ table: UnsafeBufferPointer<UInt32>
    ) -> UInt32 {
        var sum: UInt32 = 0
        var word = word
        var row = 7 * 256
        while row >= 0 {
            sum ^= table[row + Int(UInt8(truncatingIfNeeded: word))]
            word >>= 8
            row -= 256
        }
        return sum
    }

    package static func of(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBytes { of($0) }
    }

    /// Type 12, the sum, the message.
    static func prepended(to message: [UInt8]) -> [UInt8] {
        let sum = of(message)
        var packet: [UInt8] = []
        packet.reserveCapacity(headerBytes + message.count)
        packet.append(MessageType.checksum.rawValue)
        for shift in [24, 16, 8, 0] as [UInt32] {
            packet.append(UInt8(truncatingIfNeeded: sum >> shift))
        }
        packet.append(contentsOf: message)
        return packet
    }

    /// Eight rows of 256: the sum of each byte with 0 to 7 zero bytes behind it.
    private static let table: [UInt32] = {
        var table: [UInt32] = (0..<256).map { byte in
            var sum = UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0xEDB8_8320 }
            return sum
        }
        for index in 256..<8 * 256 {
            let sum = table[index - 256]
            table.append(sum >> 8 ^ table[Int(sum & 0xFF)])
        }
        return table
    }()
}
