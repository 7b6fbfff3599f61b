// SPDX-License-Identifier: Apache-2.0

/// CRC-32/IEEE, the checksum of zip and PNG (spec §5.3).
package enum Checksum {
    /// Bytes before the message: the type byte and the sum.
    package static let headerBytes = 5

    /// The sum over all of `bytes`.
    package static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        table.withUnsafeBufferPointer { table in
            var sum: UInt32 = .max
            for byte in bytes {
                sum = sum >> 8 ^ table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)]
            }
            return ~sum
        }
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

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { sum, _ in
            sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0xEDB8_8320
        }
    }
}
