// SPDX-License-Identifier: Apache-2.0

@testable import JSONText

/// A JSON text: a strict reading says yes or where it goes wrong, and what is read can be told on.
enum JSONProperties {
    private static let depth = 16

    /// Throws what does not hold for this input.
    static func check(_ input: UnsafeRawBufferPointer) throws(BrokenProperty) {
        let bytes = [UInt8](input)
        var reader = JSONReader(bytes, maximumDepth: depth)
        let range: Range<Int>
        do {
            range = try reader.skip()
            try reader.finish()
        } catch {
            try checkError(error, bytes)
            try hold(value(of: bytes) == nil, "passed over: \(error); taken apart: all is well")
            return
        }
        try hold(String(validating: bytes, as: UTF8.self) != nil, "a text that is not UTF-8")
        guard let value = value(of: bytes) else {
            throw BrokenProperty(description: "passed over: all is well; taken apart: it is not")
        }
        let compact = reader.compact(range)
        try hold(compact.count <= bytes.count, "compact, and longer")
        try hold(self.value(of: compact) == value, "compact, and another value")
        var again = JSONReader(compact, maximumDepth: depth)
        let all = try? again.skip()
        try hold(all == 0..<compact.count, "compact, and not one value")
        try hold(again.compact(0..<compact.count) == compact, "compact, and not compact")
        var writer = JSONWriter()
        write(value, to: &writer)
        try hold(self.value(of: writer.bytes) == value, "written, and another value")
    }

    private static func checkError(
        _ error: JSONError,
        _ bytes: [UInt8]
    ) throws(BrokenProperty) {
        let offset: Int? =
            switch error {
            case .unexpectedEnd: nil
            case .unexpectedByte(_, let at), .controlCharacter(let at), .invalidEscape(let at),
                .loneSurrogate(let at), .invalidUTF8(let at), .invalidNumber(let at),
                .duplicateKey(_, let at), .tooDeep(_, let at), .trailingBytes(let at):
                at
            }
        if let offset { try hold(bytes.indices.contains(offset), "\(error) of \(bytes.count)") }
        try hold(!error.description.isEmpty, "an error without words")
    }

    /// A value taken apart as the gateway does it.
    indirect enum Value: Equatable {
        case null
        case bool(Bool)
        case number(String)
        case string([UInt8])
        case array([Value])
        case object([Member])
    }

    struct Member: Equatable {
        let key: [UInt8]
        let value: Value
    }

    private static func value(of bytes: [UInt8]) -> Value? {
        var reader = JSONReader(bytes, maximumDepth: depth)
        guard let value = try? take(&reader), (try? reader.finish()) != nil else { return nil }
        return value
    }

    private static func take(_ reader: inout JSONReader) throws(JSONError) -> Value {
        switch try reader.kind() {
        case .null:
            try reader.null()
            return .null
        case .bool: return .bool(try reader.bool())
        case .number: return .number(try reader.number().text)
        case .string: return .string(Array(try reader.string().utf8))
        case .array:
            var elements: [Value] = []
            try reader.enterArray()
            while try reader.nextElement() { elements.append(try take(&reader)) }
            return .array(elements)
        case .object:
            var members: [Member] = []
            try reader.enterObject()
            while let key = try reader.nextKey() {
                members.append(Member(key: Array(key.utf8), value: try take(&reader)))
            }
            return .object(members)
        }
    }

    private static func write(_ value: Value, to writer: inout JSONWriter) {
        switch value {
        case .null: writer.null()
        case .bool(let bool): writer.bool(bool)
        case .number(let text): writer.raw(Array(text.utf8)[...])
        case .string(let text): writer.string(String(decoding: text, as: UTF8.self))
        case .array(let elements):
            writer.openArray()
            for element in elements { write(element, to: &writer) }
            writer.closeArray()
        case .object(let members):
            writer.openObject()
            for member in members {
                writer.key(String(decoding: member.key, as: UTF8.self))
                write(member.value, to: &writer)
            }
            writer.closeObject()
        }
    }
}
