// SPDX-License-Identifier: Apache-2.0

/// Numbers of messages and events, as clients give them back.
enum SequenceNumber {
    static func read(_ text: String, field: String) throws(GatewayError) -> UInt64 {
        guard let number = UInt64(digits: text) else {
            throw .invalidRequest(
                field: field,
                reason: "\(field) must be the number of a message or event: a whole number from 0 "
                    + "to 18446744073709551615."
            )
        }
        return number
    }
}

extension FixedWidthInteger {
    /// Reads digits and nothing else; a sign is none.
    init?(digits text: String) {
        guard text.utf8.first != UInt8(ascii: "+"), text.utf8.first != UInt8(ascii: "-") else {
            return nil
        }
        self.init(text)
    }
}
