// SPDX-License-Identifier: Apache-2.0

/// A field of a message, one right value for it, and what no decoder may take for one.
struct WrongField: Sendable {
    /// What belongs there.
    enum Kind: Sendable {
        case unsigned(bits: Int)
        case signed
        case bool
        case text
        case bytes
        case address
    }

    let key: String
    let kind: Kind
    let right: Packed

    init(_ key: String, _ kind: Kind, _ right: Packed) {
        self.key = key
        self.kind = kind
        self.right = right
    }

    /// Values that are malformed here.
    var wrongs: [Packed] { Self.alwaysWrong + wrongOfKind }

    private static let alwaysWrong: [Packed] = [
        .notANumber, .float, .ext, .neverUsed, .map([("a", .int(1))]), .nested(20),
        .raw([0xDB, 0xFF, 0xFF, 0xFF, 0xFF]), .raw([0xDD, 0xFF, 0xFF, 0xFF, 0xFF]),
        .raw([0xDF, 0xFF, 0xFF, 0xFF, 0xFF]),
    ]

    private var wrongOfKind: [Packed] {
        switch kind {
        case .unsigned(let bits):
            [.text("7"), .bool(true), .array([.int(1)]), .int(-1), .int(1 << bits), .largest]
        case .signed: [.text("7"), .bool(true), .array([.int(1)])]
        case .bool: [.text("true"), .array([]), .int(2), .int(-1), .largest]
        case .text: [.int(7), .bool(true), .array([.text("a")]), .bytes([0xFF, 0xFE]), .largest]
        case .bytes: [.int(7), .bool(true), .array([.text("a")]), .array([.int(256)])]
        case .address:
            [.int(7), .bool(true), .bytes([127]), .bytes([UInt8](repeating: 127, count: 17))]
        }
    }

    /// Values that are odd, and for the receiver to live with.
    var oddities: [Packed] {
        switch kind {
        case .unsigned(let bits): [.null, .int(0), .int(1 << bits - 1)]
        case .signed: [.null, .int(0)]
        case .bool: [.null, .int(0), .int(1)]
        case .text:
            [
                .null, .text(""), .text("\u{0}\n\u{1B}[2J"), .text("ghost/127.0.0.1:1"),
                .text(String(repeating: "x", count: 30_000)),
            ]
        case .bytes: [.null, .bytes([UInt8](repeating: 0, count: 30_000)), .array([.int(1)])]
        case .address:
            [
                .null, .bytes([127, 0, 0, 1]),
                .array([.int(127), .int(0), .int(0), .int(9)]),
            ]
        }
    }
}
