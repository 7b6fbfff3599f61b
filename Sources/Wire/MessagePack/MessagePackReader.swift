// SPDX-License-Identifier: Apache-2.0

/// Reads everything that either generation of decoders accepts (spec §3).
struct MessagePackReader {
    private var cursor: ByteCursor

    init(_ bytes: UnsafeRawBufferPointer, at offset: Int = 0) {
        cursor = ByteCursor(bytes, at: offset)
    }

    /// A map, an array in declaration order, or nil for all zero.
    ///
    /// What follows is not looked at.
    mutating func structure<Body: MessageBody>(
        _: Body.Type = Body.self
    ) throws(DecodeError) -> Body {
        let start = cursor.offset
        var body = Body.zero
        switch try cursor.token() {
        case .null: break
        case .map(let count): try fields(of: &body, count: count)
        case .array(let count): try elements(of: &body, count: count)
        default: throw cursor.unexpectedFormat(at: start)
        }
        return body
    }

    mutating func unsigned<Integer: FixedWidthInteger & UnsignedInteger>(
        _: Integer.Type = Integer.self
    ) throws(DecodeError) -> Integer {
        let start = cursor.offset
        let value: Integer? =
            switch try cursor.token() {
            case .null: 0
            case .unsigned(let value): Integer(exactly: value)
            case .signed(let value): Integer(exactly: value)
            default: throw cursor.unexpectedFormat(at: start)
            }
        guard let value else { throw .outOfRange(at: start) }
        return value
    }

    /// A signed field.
    ///
    /// An unsigned encoding above its range wraps, as in the reference; whoever takes the value as
    /// a length must refuse a negative one.
    mutating func signed() throws(DecodeError) -> Int {
        let start = cursor.offset
        return switch try cursor.token() {
        case .null: 0
        case .unsigned(let value): Int(truncatingIfNeeded: value)
        case .signed(let value): Int(value)
        default: throw cursor.unexpectedFormat(at: start)
        }
    }

    /// Also the one-byte integers 0 and 1, and nil as false.
    mutating func bool() throws(DecodeError) -> Bool {
        let start = cursor.offset
        return switch try cursor.byte() {
        case 0xC3, 0x01: true
        case 0xC2, 0x00, 0xC0: false
        case let format: throw .unexpectedFormat(format, at: start)
        }
    }

    /// Text, refused when it is not UTF-8 (spec §3, differ).
    mutating func name() throws(DecodeError) -> MemberName {
        let text = try self.text()
        guard let name = String(validating: text.bytes, as: UTF8.self) else {
            throw .notUTF8(at: text.start)
        }
        return MemberName(name)
    }

    /// Text for people, repaired where it is not UTF-8.
    mutating func prose() throws(DecodeError) -> String {
        String(decoding: try text().bytes, as: UTF8.self)
    }

    mutating func bytes() throws(DecodeError) -> [UInt8] {
        let start = cursor.offset
        switch try cursor.token() {
        case .null: return []
        case .bytes(let count): return [UInt8](try cursor.take(count))
        case .array(let count): return try octets(count)
        default: throw cursor.unexpectedFormat(at: start)
        }
    }

    mutating func address() throws(DecodeError) -> AddressBytes {
        let start = cursor.offset
        if let string = try byteString() { return try address(string, at: start) }
        return try address(try bytes(), at: start)
    }

    mutating func versions() throws(DecodeError) -> VersionVector {
        if let string = try byteString() { return VersionVector(string) }
        return VersionVector(try bytes())
    }

    /// Steps over one value of whatever kind.
    mutating func skip() throws(DecodeError) {
        var scanner = ObjectScanner(at: cursor.offset, within: 1)
        guard let end = try scanner.advance(over: cursor.bytes, limit: .max) else {
            throw .truncated(at: cursor.bytes.count)
        }
        _ = try cursor.take(end - cursor.offset)
    }

    private mutating func fields<Body: MessageBody>(
        of body: inout Body,
        count: Int
    ) throws(DecodeError) {
        var left = count
        while left > 0 {
            if let key = try key() {
                try body.read(key, from: &self)
            } else {
                try skip()
            }
            left -= 1
        }
    }

    private mutating func elements<Body: MessageBody>(
        of body: inout Body,
        count: Int
    ) throws(DecodeError) {
        let declaration = Body.declaration
        var position = 0
        while position < count {
            if position < declaration.count {
                try body.read(declaration[position], from: &self)
            } else {
                try skip()
            }
            position += 1
        }
    }

    /// The next key, `nil` for one of no meaning here.
    private mutating func key() throws(DecodeError) -> FieldKey? {
        FieldKey(try text().bytes)
    }

    private mutating func text() throws(DecodeError) -> (bytes: UnsafeRawBufferPointer, start: Int)
    {
        let start = cursor.offset
        return switch try cursor.token() {
        case .null: (try cursor.take(0), start)
        case .bytes(let count): (try cursor.take(count), start)
        default: throw cursor.unexpectedFormat(at: start)
        }
    }

    private func address(
        _ bytes: some Collection<UInt8>,
        at start: Int
    ) throws(DecodeError) -> AddressBytes {
        guard let address = AddressBytes(bytes) else {
            throw .addressLength(bytes.count, at: start)
        }
        return address
    }

    /// A byte string where it lies; `nil`, without moving, when the value has another form.
    private mutating func byteString() throws(DecodeError) -> UnsafeRawBufferPointer? {
        var ahead = cursor
        guard case .bytes(let count) = try ahead.token() else { return nil }
        let string = try ahead.take(count)
        cursor = ahead
        return string
    }

    /// A byte string in its array form; every element takes a byte at least.
    private mutating func octets(_ count: Int) throws(DecodeError) -> [UInt8] {
        guard count <= cursor.remaining else { throw .truncated(at: cursor.offset) }
        var octets: [UInt8] = []
        octets.reserveCapacity(count)
        while octets.count < count { octets.append(try unsigned()) }
        return octets
    }
}
