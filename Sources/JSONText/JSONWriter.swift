// SPDX-License-Identifier: Apache-2.0

/// Writes one JSON text, compact, in the order of the calls; commas are set by the writer.
package struct JSONWriter {
    package private(set) var bytes: [UInt8] = []
    private var commaDue = false

    package init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    package mutating func openObject() { open(UInt8(ascii: "{")) }

    package mutating func closeObject() { close(UInt8(ascii: "}")) }

    package mutating func openArray() { open(UInt8(ascii: "[")) }

    package mutating func closeArray() { close(UInt8(ascii: "]")) }

    /// A key that needs no escape; its value comes next.
    package mutating func key(_ key: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        key.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        commaDue = false
    }

    /// Any key; its value comes next.
    @_disfavoredOverload  // A literal is the other kind.
    package mutating func key(_ key: String) {
        string(key)
        bytes.append(UInt8(ascii: ":"))
        commaDue = false
    }

    package mutating func string(_ value: String) {
        separate()
        JSONEscaping.required.append(value, to: &bytes)
        commaDue = true
    }

    package mutating func unsigned(_ value: UInt64) {
        separate()
        appendDigits(value)
        commaDue = true
    }

    package mutating func integer(_ value: Int) {
        separate()
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        appendDigits(UInt64(value.magnitude))
        commaDue = true
    }

    /// Thousandths as a decimal fraction without trailing zeros: 410 is `0.41`.
    package mutating func thousandths(_ value: UInt64) {
        separate()
        appendDigits(value / 1000)
        var rest = value % 1000
        if rest > 0 {
            bytes.append(UInt8(ascii: "."))
            var place: UInt64 = 100
            while rest > 0 {
                bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / place))
                rest %= place
                place /= 10
            }
        }
        commaDue = true
    }

    package mutating func bool(_ value: Bool) { word(value ? "true" : "false") }

    package mutating func null() { word("null") }

    private mutating func word(_ word: StaticString) {
        separate()
        word.withUTF8Buffer { bytes.append(contentsOf: $0) }
        commaDue = true
    }

    /// One value that is JSON already.
    package mutating func raw(_ value: ArraySlice<UInt8>) {
        separate()
        bytes.append(contentsOf: value)
        commaDue = true
    }

    /// A line feed after the text, for terminals.
    package mutating func endLine() { bytes.append(0x0A) }

    private mutating func separate() {
        if commaDue { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        commaDue = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        commaDue = true
    }

    private mutating func appendDigits(_ value: UInt64) {
        var (place, rest): (UInt64, UInt64) = (1, value)
        while rest >= 10 {
            rest /= 10
            place *= 10
        }
        while place > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / place % 10))
            place /= 10
        }
    }
}
