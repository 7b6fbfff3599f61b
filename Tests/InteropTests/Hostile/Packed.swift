// SPDX-License-Identifier: Apache-2.0

/// A msgpack value as nobody honest would build it: any format in any place.
indirect enum Packed: Sendable {
    case null
    case bool(Bool)
    /// In the shortest form, negative ones too.
    case int(Int)
    case text(String)
    case bytes([UInt8])
    case array([Packed])
    case map([(key: String, value: Packed)])
    /// Whatever these bytes are.
    case raw([UInt8])

    static let notANumber = Packed.raw([0xCB, 0x7F, 0xF8, 0, 0, 0, 0, 0, 0])
    static let float = Packed.raw([0xCA, 0x3F, 0x80, 0, 0])
    static let ext = Packed.raw([0xC7, 3, 1, 9, 9, 9])
    static let neverUsed = Packed.raw([0xC1])
    static let largest = Packed.raw([0xCF] + [UInt8](repeating: 0xFF, count: 8))

    /// Arrays of one element in each other.
    static func nested(_ depth: Int) -> Packed {
        .raw([UInt8](repeating: 0x91, count: depth) + [0xC0])
    }

    var encoded: [UInt8] {
        switch self {
        case .null: [0xC0]
        case .bool(let value): [value ? 0xC3 : 0xC2]
        case .int(let value): Self.integer(value)
        case .text(let text): Self.head(text.utf8.count) + text.utf8
        case .bytes(let bytes): Self.head(bytes.count) + bytes
        case .array(let values):
            [0xDC] + Self.bigEndian(values.count, 2) + values.flatMap(\.encoded)
        case .map(let fields):
            [0xDE] + Self.bigEndian(fields.count, 2)
                + fields.flatMap { Packed.text($0.key).encoded + $0.value.encoded }
        case .raw(let bytes): bytes
        }
    }

    private static func integer(_ value: Int) -> [UInt8] {
        switch value {
        case 0...0x7F: [UInt8(value)]
        case 0x80...0xFFFF_FFFF: [0xCE] + bigEndian(value, 4)
        default: [0xD3] + bigEndian(value, 8)
        }
    }

    private static func head(_ count: Int) -> [UInt8] {
        count < 32 ? [0xA0 | UInt8(count)] : [0xDB] + bigEndian(count, 4)
    }

    private static func bigEndian(_ value: Int, _ width: Int) -> [UInt8] {
        (0..<width).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
