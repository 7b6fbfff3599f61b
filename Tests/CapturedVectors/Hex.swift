// SPDX-License-Identifier: Apache-2.0

/// Bytes that the vectors write as lowercase hexadecimal digits.
package struct Hex: Decodable, Hashable, CustomStringConvertible {
    package let bytes: [UInt8]

    package init(_ digits: String) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.utf8.count / 2)
        var high: UInt8?
        for character in digits.utf8 {
            let value = character < 0x3A ? character - 0x30 : character - 0x61 + 10
            if let upper = high {
                bytes.append(upper << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        precondition(high == nil, "an odd number of digits")
        self.bytes = bytes
    }

    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    package var description: String { bytes.hex }
}

extension [UInt8] {
    /// Lowercase digits.
    package var hex: String {
        let digits = [Character]("0123456789abcdef")
        return String(flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] })
    }
}
