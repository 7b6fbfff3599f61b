// SPDX-License-Identifier: Apache-2.0

/// A cursor over one JSON text (RFC 8259) that checks every byte it passes.
///
/// The caller looks at `kind()` and takes what it expects; taking another kind throws. Nothing
/// recurses deeper than the limit, and nothing is allocated beyond the length of the text.
package struct JSONReader {
    let bytes: [UInt8]
    let dialect: JSONDialect
    private let maximumDepth: Int
    package var offset = 0
    private var openObjects: [KeySet] = []
    private var depth = 0
    /// No comma is due: a container has just been entered.
    private var atStart = true

    /// - Parameters:
    ///   - bytes: the whole text.
    ///   - dialect: how strings and keys are judged.
    ///   - maximumDepth: how many arrays and objects may be open at once.
    package init(_ bytes: [UInt8], dialect: JSONDialect = .strict, maximumDepth: Int = 32) {
        self.bytes = bytes
        self.dialect = dialect
        self.maximumDepth = maximumDepth
    }

    /// What the next value is.
    package mutating func kind() throws(JSONError) -> JSONKind {
        skipWhitespace()
        guard offset < bytes.count else { throw .unexpectedEnd }
        switch bytes[offset] {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        case let other: throw .unexpectedByte(other, at: offset)
        }
    }

    package mutating func enterObject() throws(JSONError) {
        try enter(UInt8(ascii: "{"))
        openObjects.append(KeySet())
    }

    /// The next key of the object that was entered last, or `nil` past its end.
    ///
    /// After a key its value must be taken or skipped.
    package mutating func nextKey() throws(JSONError) -> String? {
        guard try hasNext(before: UInt8(ascii: "}")) else {
            openObjects.removeLast()
            return nil
        }
        skipWhitespace()
        let start = offset
        let key = try string()
        if dialect == .strict, !openObjects[openObjects.count - 1].insert(key) {
            throw .duplicateKey(key, at: start)
        }
        skipWhitespace()
        try expect(UInt8(ascii: ":"))
        return key
    }

    package mutating func enterArray() throws(JSONError) { try enter(UInt8(ascii: "[")) }

    /// Whether the array that was entered last has another element, which must then be taken or
    /// skipped.
    package mutating func nextElement() throws(JSONError) -> Bool {
        try hasNext(before: UInt8(ascii: "]"))
    }

    package mutating func bool() throws(JSONError) -> Bool {
        skipWhitespace()
        guard offset < bytes.count else { throw .unexpectedEnd }
        let isTrue = bytes[offset] == UInt8(ascii: "t")
        try word(isTrue ? "true" : "false")
        return isTrue
    }

    package mutating func null() throws(JSONError) { try word("null") }

    /// Passes one value of any kind.
    ///
    /// - Returns: where it lies, without white space around it.
    @discardableResult
    package mutating func skip() throws(JSONError) -> Range<Int> {
        let kind = try kind()
        let start = offset
        switch kind {
        case .object:
            try enterObject()
            while try nextKey() != nil { try skip() }
        case .array:
            try enterArray()
            while try nextElement() { try skip() }
        case .string: _ = try string()
        case .number: _ = try number()
        case .bool: _ = try bool()
        case .null: try null()
        }
        return start..<offset
    }

    /// Checks that nothing but white space follows.
    package mutating func finish() throws(JSONError) {
        skipWhitespace()
        guard offset == bytes.count else { throw .trailingBytes(at: offset) }
    }

    /// The bytes of a value that was passed, without white space between its tokens.
    package func compact(_ range: Range<Int>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var inString = false
        var escaped = false
        for byte in bytes[range] {
            if inString {
                inString = escaped || byte != UInt8(ascii: "\"")
                escaped = !escaped && byte == UInt8(ascii: "\\")
            } else if Self.isWhitespace(byte) {
                continue
            } else {
                inString = byte == UInt8(ascii: "\"")
            }
            result.append(byte)
        }
        return result
    }

    // MARK: - Tokens

    mutating func skipWhitespace() {
        while offset < bytes.count, Self.isWhitespace(bytes[offset]) { offset += 1 }
    }

    mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard offset < bytes.count else { throw .unexpectedEnd }
        guard bytes[offset] == byte else { throw .unexpectedByte(bytes[offset], at: offset) }
        offset += 1
    }

    /// A scalar has been taken: the next thing in its container follows a comma.
    mutating func passedValue() { atStart = false }

    private static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    private mutating func enter(_ opening: UInt8) throws(JSONError) {
        skipWhitespace()
        let start = offset
        try expect(opening)
        guard depth < maximumDepth else { throw .tooDeep(limit: maximumDepth, at: start) }
        depth += 1
        atStart = true
    }

    private mutating func hasNext(before closing: UInt8) throws(JSONError) -> Bool {
        skipWhitespace()
        guard offset < bytes.count else { throw .unexpectedEnd }
        if bytes[offset] == closing {
            offset += 1
            depth -= 1
            atStart = false
            return false
        }
        if !atStart { try expect(UInt8(ascii: ",")) }
        atStart = false
        return true
    }

    private mutating func word(_ expected: StaticString) throws(JSONError) {
        skipWhitespace()
        for index in 0..<expected.utf8CodeUnitCount {
            try expect(expected.utf8Start[index])
        }
        passedValue()
    }
}
