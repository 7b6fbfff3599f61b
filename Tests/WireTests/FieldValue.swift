// SPDX-License-Identifier: Apache-2.0

import CapturedVectors

/// One decoded field as the vectors write it.
enum FieldValue: Decodable, Hashable {
    case null
    case bool(Bool)
    case number(Int)
    case text(String)
    case bytes(Hex)

    private enum Key: String, CodingKey { case hex }

    init(from decoder: any Decoder) throws {
        if let keyed = try? decoder.container(keyedBy: Key.self) {
            self = .bytes(try keyed.decode(Hex.self, forKey: .hex))
            return
        }
        let single = try decoder.singleValueContainer()
        if single.decodeNil() {
            self = .null
        } else if let bool = try? single.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? single.decode(Int.self) {
            self = .number(number)
        } else {
            self = .text(try single.decode(String.self))
        }
    }
}

extension [String: FieldValue] {
    /// A number; an absent one counts as zero, as on the wire.
    func number(_ key: String) -> Int {
        if case .number(let number)? = self[key] { number } else { 0 }
    }

    func bool(_ key: String) -> Bool {
        if case .bool(let bool)? = self[key] { bool } else { false }
    }

    func text(_ key: String) -> String {
        if case .text(let text)? = self[key] { text } else { "" }
    }

    /// A byte string, in either way that the vectors write one.
    func bytes(_ key: String) -> [UInt8] {
        switch self[key] {
        case .bytes(let hex)?: hex.bytes
        case .text(let digits)?: Hex(digits).bytes
        default: []
        }
    }

    /// Whether a byte string is there and empty, which we write as nil instead.
    var hasEmptyByteString: Bool { values.contains(.bytes(Hex(""))) }
}
