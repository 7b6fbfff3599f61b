// SPDX-License-Identifier: Apache-2.0

import JSONText

/// One message of the ping/pong game: `{"key":"ping","value":0}`.
package struct PingPongMessage: Equatable, Sendable {
    /// A longer payload is no such message; ours.
    package static let maximumPayloadBytes = 65_536
    /// Arrays and objects open at once in a payload; ours.
    package static let maximumDepth = 32

    package var key: String
    package var value: UInt64

    package init(key: String, value: UInt64) {
        self.key = key
        self.value = value
    }

    /// Reads what a Go peer would read into a struct of Key and Value with encoding/json: the
    /// case of the keys does not matter, others are passed over, the last of a repeated key
    /// wins, `null` changes nothing, and what is missing is empty or zero.
    ///
    /// - Returns: `nil` when the payload is not a JSON object that has one of the two.
    package init?(payload: [UInt8]) {
        guard payload.count <= Self.maximumPayloadBytes,
            let message = try? Self.read(payload)
        else { return nil }
        self = message
    }

    private static func read(_ payload: [UInt8]) throws(JSONError) -> Self? {
        var reader = JSONReader(payload, dialect: .lenient, maximumDepth: maximumDepth)
        guard try reader.kind() == .object else { return nil }
        var message = PingPongMessage(key: "", value: 0)
        var isMessage = false
        try reader.enterObject()
        while let name = try reader.nextKey() {
            switch folded(name) {
            case "key":
                guard try message.takeKey(from: &reader) else { return nil }
                isMessage = true
            case "value":
                guard try message.takeValue(from: &reader) else { return nil }
                isMessage = true
            default: try reader.skip()
            }
        }
        try reader.finish()
        return isMessage ? message : nil
    }

    /// - Returns: whether the value could be a key.
    private mutating func takeKey(from reader: inout JSONReader) throws(JSONError) -> Bool {
        switch try reader.kind() {
        case .string: key = try reader.string()
        case .null: try reader.null()
        default: return false
        }
        return true
    }

    /// - Returns: whether the value could be a 64-bit count.
    private mutating func takeValue(from reader: inout JSONReader) throws(JSONError) -> Bool {
        switch try reader.kind() {
        case .number:
            guard let number = try reader.number().unsigned else { return false }
            value = number
        case .null: try reader.null()
        default: return false
        }
        return true
    }

    /// ASCII in lower case, and the Kelvin sign as `k`, as encoding/json folds names.
    private static func folded(_ name: String) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "A"..."Z": result.unicodeScalars.append(UnicodeScalar(UInt8(scalar.value) | 0x20))
            case "\u{212A}": result.unicodeScalars.append("k")
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The bytes that Go's encoding/json (1.22 and newer) writes for it.
    package func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(key.utf8.count + 40)
        bytes.append(contentsOf: "{\"key\":".utf8)
        JSONEscaping.asGo.append(key, to: &bytes)
        bytes.append(contentsOf: ",\"value\":".utf8)
        bytes.append(contentsOf: String(value).utf8)
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }
}

extension PingPongMessage: CustomStringConvertible {
    /// As the transcript shows it: `key=ping value=0`.
    ///
    /// Control characters are escaped, since a peer must not drive a terminal.
    package var summary: String { "key=\(PrintableText.escaping(key)) value=\(value)" }

    package var description: String { summary }
}
