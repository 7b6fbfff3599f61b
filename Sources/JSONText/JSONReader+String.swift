// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    /// A string, its escapes resolved (RFC 8259 §7).
    package mutating func string() throws(JSONError) -> String {
        skipWhitespace()
        let start = offset
        try expect(UInt8(ascii: "\""))
        // Most strings hold no escape and need no second buffer.
        let plain = try skipPlain()
        var text: String?
        if bytes[offset] == UInt8(ascii: "\"") {
            text = decode(plain)
        } else {
            let resolved = try resolveEscapes(after: plain)
            text = decode(resolved[...])
        }
        offset += 1
        guard let text else { throw .invalidUTF8(at: start) }
        passedValue()
        return text
    }

    private func decode(_ range: Range<Int>) -> String? {
        let ascii: String? = bytes.withUnsafeBufferPointer { bytes in
            let text = UnsafeBufferPointer(rebasing: bytes[range])
            // Bytes of which none has the highest bit need no other look.
            let bits = text.reduce(0) { $0 | $1 }
            return bits < 0x80 ? String(decoding: text, as: UTF8.self) : nil
        }
        return ascii ?? decode(bytes[range])
    }

    private func decode(_ slice: ArraySlice<UInt8>) -> String? {
        switch dialect {
        case .strict: String(validating: slice, as: UTF8.self)
        case .lenient: String(decoding: slice, as: UTF8.self)
        }
    }

    /// Passes what needs no work, up to a quotation mark or a backslash.
    private mutating func skipPlain() throws(JSONError) -> Range<Int> {
        let start = offset
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return start..<offset }
            guard byte >= 0x20 else { throw .controlCharacter(at: offset) }
            offset += 1
        }
        throw .unexpectedEnd
    }

    private mutating func resolveEscapes(after plain: Range<Int>) throws(JSONError) -> [UInt8] {
        var resolved = Array(bytes[plain])
        while bytes[offset] == UInt8(ascii: "\\") {
            try appendEscape(to: &resolved)
            resolved += bytes[try skipPlain()]
        }
        return resolved
    }

    private mutating func appendEscape(to text: inout [UInt8]) throws(JSONError) {
        let start = offset
        offset += 1
        guard offset < bytes.count else { throw .unexpectedEnd }
        let letter = bytes[offset]
        offset += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            let scalar = try unicodeEscape(from: start)
            text.append(contentsOf: String(scalar).utf8)
        default: throw .invalidEscape(at: start)
        }
    }

    /// The character of `\uXXXX`, or of two of them that make a surrogate pair.
    private mutating func unicodeEscape(from start: Int) throws(JSONError) -> UnicodeScalar {
        let unit = try hexadecimal(from: start)
        if let scalar = UnicodeScalar(unit) { return scalar }
        let resume = offset
        if UTF16.isLeadSurrogate(unit), offset + 1 < bytes.count,
            bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "u")
        {
            offset += 2
            let second = try hexadecimal(from: resume)
            if UTF16.isTrailSurrogate(second) {
                return UTF16.decode(UTF16.EncodedScalar([unit, second]))
            }
            offset = resume
        }
        guard dialect == .lenient else { throw .loneSurrogate(at: start) }
        return "\u{FFFD}"
    }

    private mutating func hexadecimal(from start: Int) throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard offset < bytes.count else { throw .unexpectedEnd }
            guard let digit = Character(UnicodeScalar(bytes[offset])).hexDigitValue else {
                throw .invalidEscape(at: start)
            }
            unit = unit << 4 | UInt16(digit)
            offset += 1
        }
        return unit
    }
}
