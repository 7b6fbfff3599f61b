// SPDX-License-Identifier: Apache-2.0

/// Writes the msgpack profile that every generation of peers reads (spec §3): raw-family strings,
/// never str8 or bin, and the shortest unsigned form for every integer.
struct MessagePackWriter {
    private(set) var bytes: [UInt8] = []

    init() {}

    init(_ type: MessageType) {
        bytes.reserveCapacity(128)
        bytes.append(type.rawValue)
    }

    /// The head of a map; no structure has more than 8 keys.
    mutating func map(_ fields: Int) {
        precondition(fields >= 0 && fields <= 15, "a fixmap cannot have \(fields) fields")
        bytes.append(0x80 | UInt8(fields))
    }

    mutating func key(_ key: FieldKey) {
        key.text.withUTF8Buffer { text($0) }
    }

    /// A field declared unsigned.
    mutating func field(_ key: FieldKey, _ value: some FixedWidthInteger & UnsignedInteger) {
        self.key(key)
        unsigned(UInt64(value))
    }

    /// A field declared signed: like unsigned ones, but for negative values (spec §3).
    mutating func field(_ key: FieldKey, signed value: Int) {
        self.key(key)
        if value >= 0 {
            unsigned(UInt64(value))
        } else {
            bigEndian(0xD3, UInt64(bitPattern: Int64(value)), width: 8)
        }
    }

    mutating func field(_ key: FieldKey, _ value: Bool) {
        self.key(key)
        bytes.append(value ? 0xC3 : 0xC2)
    }

    mutating func field(_ key: FieldKey, _ value: MemberName) {
        field(key, value.text)
    }

    mutating func field(_ key: FieldKey, _ value: String) {
        self.key(key)
        var value = value
        value.withUTF8 { text($0) }
    }

    /// A byte string; an empty one as nil, which means the same (spec §3).
    mutating func field(_ key: FieldKey, _ value: [UInt8]) {
        self.key(key)
        guard !value.isEmpty else { return bytes.append(0xC0) }
        head(ofBytes: value.count)
        bytes.append(contentsOf: value)
    }

    /// Bytes that follow an object without any header (spec §6).
    mutating func raw(_ value: [UInt8]) {
        bytes.append(contentsOf: value)
    }

    private mutating func text(_ utf8: UnsafeBufferPointer<UInt8>) {
        head(ofBytes: utf8.count)
        bytes.append(contentsOf: utf8)
    }

    private mutating func head(ofBytes count: Int) {
        switch count {
        case 0...31: bytes.append(0xA0 | UInt8(count))
        case 32...0xFFFF: bigEndian(0xDA, UInt64(count), width: 2)
        default: bigEndian(0xDB, UInt64(count), width: 4)
        }
    }

    private mutating func unsigned(_ value: UInt64) {
        switch value {
        case 0...0x7F: bytes.append(UInt8(value))
        case 0x80...0xFF: bigEndian(0xCC, value, width: 1)
        case 0x100...0xFFFF: bigEndian(0xCD, value, width: 2)
        case 0x1_0000...0xFFFF_FFFF: bigEndian(0xCE, value, width: 4)
        default: bigEndian(0xCF, value, width: 8)
        }
    }

    private mutating func bigEndian(_ format: UInt8, _ value: UInt64, width: Int) {
        bytes.append(format)
        var shift = UInt64(8 * width)
        while shift > 0 {
            shift -= 8
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}
