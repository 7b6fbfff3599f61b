// SPDX-License-Identifier: Apache-2.0

import Wire

/// Reads the fields of an opening, big-endian, each only when it is there.
struct GreetingReader {
    private let bytes: [UInt8]
    private(set) var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var rest: ArraySlice<UInt8> { bytes[offset...] }

    mutating func take(_ count: Int) throws(LaneFault) -> [UInt8] {
        guard bytes.count - offset >= count else { throw .openingMalformed(at: offset) }
        defer { offset += count }
        return [UInt8](bytes[offset..<offset + count])
    }

    mutating func byte() throws(LaneFault) -> UInt8 { try take(1)[0] }

    mutating func word() throws(LaneFault) -> UInt32 {
        try take(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    mutating func number() throws(LaneFault) -> UInt64 {
        try take(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Zeros stand for none.
    mutating func life() throws(LaneFault) -> LaneLife {
        LaneLife(high: try number(), low: try number()) ?? .none
    }

    mutating func name() throws(LaneFault) -> MemberName {
        let start = offset
        let count = Int(try byte())
        guard let text = String(validating: try take(count), as: UTF8.self), !text.isEmpty else {
            throw .openingMalformed(at: start)
        }
        return MemberName(text)
    }
}

extension [UInt8] {
    mutating func append<Number: FixedWidthInteger>(bigEndian number: Number) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }
}
