// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    /// A number, checked against RFC 8259 §6 and kept as it was written.
    package mutating func number() throws(JSONError) -> JSONNumber {
        skipWhitespace()
        let start = offset
        if peek == UInt8(ascii: "-") { offset += 1 }
        let leadingZero = peek == UInt8(ascii: "0")
        let digits = skipDigits()
        guard digits > 0 else { throw fault(from: start) }
        guard !leadingZero || digits == 1 else { throw .invalidNumber(at: start) }
        if peek == UInt8(ascii: ".") {
            offset += 1
            guard skipDigits() > 0 else { throw fault(from: start) }
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            offset += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { offset += 1 }
            guard skipDigits() > 0 else { throw fault(from: start) }
        }
        passedValue()
        return JSONNumber(text: String(decoding: bytes[start..<offset], as: UTF8.self))
    }

    private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    /// - Returns: how many digits there were.
    private mutating func skipDigits() -> Int {
        let start = offset
        while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { offset += 1 }
        return offset - start
    }

    private func fault(from start: Int) -> JSONError {
        offset < bytes.count ? .invalidNumber(at: start) : .unexpectedEnd
    }
}
