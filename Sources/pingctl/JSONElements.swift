// SPDX-License-Identifier: Apache-2.0

/// JSON cut into lines without being read and written anew, so that no digit of it changes.
///
/// Meant for bodies that a decoder has accepted already; on anything else the result is some
/// pieces of the input, never a trap.
enum JSONElements {
    /// The same JSON without the white space between its tokens.
    static func compact(_ json: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(json.count)
        var state = StringState.outside
        for byte in json {
            state.advance(over: byte)
            let isSpace = byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
            if state == .outside, isSpace { continue }
            result.append(byte)
        }
        return result
    }

    /// The elements of the array under `key` of the outermost object, compact; `nil` without one.
    static func elements(of key: String, in json: [UInt8]) -> [ArraySlice<UInt8>]? {
        let compact = compact(json)
        guard var cursor = start(of: key, in: compact) else { return nil }
        var elements: [ArraySlice<UInt8>] = []
        var begin = cursor
        var depth = 0
        var state = StringState.outside
        while cursor < compact.count {
            let byte = compact[cursor]
            state.advance(over: byte)
            if state == .outside {
                let closes = byte == UInt8(ascii: "]") && depth == 0
                if closes || (byte == UInt8(ascii: ",") && depth == 0) {
                    if cursor > begin { elements.append(compact[begin..<cursor]) }
                    begin = cursor + 1
                }
                if closes { return elements }
                depth += nesting(of: byte)
            }
            cursor += 1
        }
        return nil
    }

    /// The index after `"key":[` at the outermost object.
    private static func start(of key: String, in compact: [UInt8]) -> Int? {
        let wanted = Array("\"\(key)\":[".utf8)
        var depth = 0
        var state = StringState.outside
        for index in compact.indices {
            let wasOutside = state == .outside
            if wasOutside, depth == 1, compact[index...].starts(with: wanted) {
                return index + wanted.count
            }
            state.advance(over: compact[index])
            if state == .outside { depth += nesting(of: compact[index]) }
        }
        return nil
    }

    private static func nesting(of byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["): 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): -1
        default: 0
        }
    }

    /// Whether a byte belongs to a string.
    ///
    /// The quotation mark that ends one is outside again.
    private enum StringState {
        case outside
        case inside
        case escaped

        mutating func advance(over byte: UInt8) {
            switch self {
            case .outside: if byte == UInt8(ascii: "\"") { self = .inside }
            case .escaped: self = .inside
            case .inside:
                if byte == UInt8(ascii: "\\") { self = .escaped }
                if byte == UInt8(ascii: "\"") { self = .outside }
            }
        }
    }
}
