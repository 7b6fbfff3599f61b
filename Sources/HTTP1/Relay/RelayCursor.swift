// SPDX-License-Identifier: Apache-2.0

/// Reads the contents of one frame to its end.
struct RelayCursor {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func number(_ count: Int) throws(RelayFault) -> UInt64 {
        guard bytes.count - index >= count else { throw .malformed }
        var number: UInt64 = 0
        for _ in 0..<count {
            number = number << 8 | UInt64(bytes[index])
            index += 1
        }
        return number
    }

    mutating func take(_ count: Int) throws(RelayFault) -> ArraySlice<UInt8> {
        guard bytes.count - index >= count else { throw .malformed }
        defer { index += count }
        return bytes[index..<index + count]
    }

    mutating func rest() -> ArraySlice<UInt8> {
        defer { index = bytes.count }
        return bytes[index...]
    }

    /// A kind and a length; `nil` for one that is not said.
    mutating func length() throws(RelayFault) -> (kind: UInt8, count: Int) {
        let kind = UInt8(try number(1))
        let count = try number(8)
        guard kind <= 2, count <= UInt64(Int.max), kind == 1 || count == 0 else {
            throw .malformed
        }
        return (kind, Int(count))
    }

    mutating func fields(_ limits: RelayLimits) throws(RelayFault) -> HeaderFields {
        let count = Int(try number(2))
        guard count <= limits.fields else { throw .tooLarge }
        var fields = HeaderFields()
        for _ in 0..<count {
            let nameCount = Int(try number(2))
            let valueCount = Int(try number(2))
            let name = try take(nameCount)
            let value = try take(valueCount)
            guard !name.isEmpty, name.allSatisfy(ASCII.isToken), value.allSatisfy(Self.isValue)
            else { throw .invalid }
            fields.append(nameBytes: name, valueBytes: value)
        }
        return fields
    }

    func finish() throws(RelayFault) {
        guard index == bytes.count else { throw .malformed }
    }

    private static func isValue(_ byte: UInt8) -> Bool {
        byte >= ASCII.space && byte != ASCII.delete || byte == ASCII.tab
    }
}
