// SPDX-License-Identifier: Apache-2.0

/// A number as it was written, so that nothing of it is lost.
package struct JSONNumber: Equatable, Sendable {
    /// Checked against RFC 8259 §6.
    package let text: String

    init(text: String) { self.text = text }

    /// The exact value, when it is written as digits alone and fits.
    package var unsigned: UInt64? {
        // `UInt64("-0")` is 0, but a sign is no digit.
        text.utf8.first == UInt8(ascii: "-") ? nil : UInt64(text)
    }
}
