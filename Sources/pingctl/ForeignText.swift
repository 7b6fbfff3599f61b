// SPDX-License-Identifier: Apache-2.0

import JSONText

/// Text of somebody else that comes in pieces, made harmless for a terminal line by line.
///
/// Tabs stay, and so does a carriage return that belongs to the end of a line.
struct ForeignText {
    /// The beginning of a character or of a line's end, whose rest is in the next piece.
    private var rest: [UInt8] = []

    /// What may be shown by now.
    mutating func shown(_ piece: [UInt8]) -> String {
        let bytes = rest + piece
        let cut = bytes.count - Self.unfinished(bytes)
        rest = Array(bytes[cut...])
        return Self.harmless(String(decoding: bytes[..<cut], as: UTF8.self))
    }

    /// What was still waited for, when nothing comes any more.
    mutating func end() -> String {
        defer { rest = [] }
        return Self.harmless(String(decoding: rest, as: UTF8.self))
    }

    private static func harmless(_ text: String) -> String {
        var result = ""
        var line = ""
        func close() -> String { PrintableText.escaping(line) }
        // A carriage return and a line feed are one character.
        for character in text {
            guard ["\n", "\r\n", "\t"].contains(character) else {
                line.append(character)
                continue
            }
            result += close() + (character == "\t" ? "\t" : "\n")
            line = ""
        }
        return result + close()
    }

    /// How many bytes at the end are no whole character yet (RFC 3629 §3).
    private static func unfinished(_ bytes: [UInt8]) -> Int {
        if bytes.last == UInt8(ascii: "\r") { return 1 }
        for length in 1...3 where length <= bytes.count {
            let byte = bytes[bytes.count - length]
            if byte & 0xC0 == 0x80 { continue }
            let wanted = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return wanted > length ? length : 0
        }
        return 0
    }
}
