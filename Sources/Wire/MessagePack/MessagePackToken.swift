// SPDX-License-Identifier: Apache-2.0

/// The head of one msgpack value: all of a scalar, the size of anything else.
enum MessagePackToken {
    case null
    case bool(Bool)
    case unsigned(UInt64)
    case signed(Int64)
    /// That many bytes follow; the raw and the bin family mean the same here (spec §3).
    case bytes(Int)
    case array(Int)
    case map(Int)
    /// A float or an extension, of no use in this protocol: that many bytes to step over.
    case opaque(Int)
}

extension ByteCursor {
    /// The next value's head; the cursor then stands at what follows it.
    mutating func token() throws(DecodeError) -> MessagePackToken {
        let start = offset
        let format = try byte()
        switch format {
        case 0x00...0x7F: return .unsigned(UInt64(format))
        case 0x80...0x8F: return .map(Int(format & 0x0F))
        case 0x90...0x9F: return .array(Int(format & 0x0F))
        case 0xA0...0xBF: return .bytes(Int(format & 0x1F))
        case 0xC0: return .null
        case 0xC2: return .bool(false)
        case 0xC3: return .bool(true)
        case 0xCC...0xD3, 0xE0...0xFF: return try number(format)
        case 0xC4, 0xD9: return .bytes(Int(try byte()))
        case 0xC5, 0xDA: return .bytes(Int(try bigEndian(UInt16.self)))
        case 0xC6, 0xDB: return .bytes(Int(try bigEndian(UInt32.self)))
        case 0xDC: return .array(Int(try bigEndian(UInt16.self)))
        case 0xDD: return .array(Int(try bigEndian(UInt32.self)))
        case 0xDE: return .map(Int(try bigEndian(UInt16.self)))
        case 0xDF: return .map(Int(try bigEndian(UInt32.self)))
        case 0xC7...0xCB, 0xD4...0xD8: return .opaque(try opaqueLength(format))
        default: throw .unexpectedFormat(format, at: start)  // 0xC1, which msgpack never uses
        }
    }

    private mutating func number(_ format: UInt8) throws(DecodeError) -> MessagePackToken {
        switch format {
        case 0xCC: .unsigned(UInt64(try byte()))
        case 0xCD: .unsigned(UInt64(try bigEndian(UInt16.self)))
        case 0xCE: .unsigned(UInt64(try bigEndian(UInt32.self)))
        case 0xCF: .unsigned(try bigEndian(UInt64.self))
        case 0xD0: .signed(Int64(Int8(bitPattern: try byte())))
        case 0xD1: .signed(Int64(Int16(bitPattern: try bigEndian(UInt16.self))))
        case 0xD2: .signed(Int64(Int32(bitPattern: try bigEndian(UInt32.self))))
        case 0xD3: .signed(Int64(bitPattern: try bigEndian(UInt64.self)))
        default: .signed(Int64(Int8(bitPattern: format)))
        }
    }

    /// Extensions have a type byte besides their data.
    private mutating func opaqueLength(_ format: UInt8) throws(DecodeError) -> Int {
        switch format {
        case 0xC7: 1 + Int(try byte())
        case 0xC8: 1 + Int(try bigEndian(UInt16.self))
        case 0xC9: 1 + Int(try bigEndian(UInt32.self))
        case 0xCA: 4
        case 0xCB: 8
        default: 1 + (1 << Int(format - 0xD4))
        }
    }
}
