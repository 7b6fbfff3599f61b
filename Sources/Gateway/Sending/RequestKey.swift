// SPDX-License-Identifier: Apache-2.0

import HTTP1

/// What a client calls its request, so that it may say it again
/// (draft-ietf-httpapi-idempotency-key-header).
struct RequestKey: Equatable, Sendable {
    static let field = "Idempotency-Key"
    /// Of the key itself, without quotation marks; ours.
    static let limitBytes = 255

    let text: String

    /// `nil` when the request has none.
    ///
    /// A string of RFC 8941 is read, and the same without its quotation marks, as `curl` users
    /// write it.
    init?(_ fields: HeaderFields) throws(GatewayError) {
        let values = fields.values(of: Self.field)
        guard let value = values.first else { return nil }
        guard values.count == 1 else { throw Self.refusal("is there more than once") }
        text = try Self.unquoted(value)
    }

    private static func unquoted(_ value: String) throws(GatewayError) -> String {
        var bytes = Array(value.utf8)
        if bytes.first == UInt8(ascii: "\"") {
            guard bytes.count >= 2, bytes.last == UInt8(ascii: "\"") else {
                throw refusal("begins with a quotation mark and does not end with one")
            }
            bytes = try unescaped(bytes[1..<(bytes.count - 1)])
        }
        guard !bytes.isEmpty else { throw refusal("is empty") }
        guard bytes.count <= limitBytes else {
            throw refusal("has \(bytes.count) bytes; at most \(limitBytes) are read")
        }
        guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw refusal("may hold visible ASCII characters only, and no space")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Only a quotation mark and a backslash are escaped in a string of RFC 8941.
    private static func unescaped(_ bytes: ArraySlice<UInt8>) throws(GatewayError) -> [UInt8] {
        var plain: [UInt8] = []
        var isEscaped = false
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\\") where !isEscaped:
                isEscaped = true
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                guard isEscaped else { throw refusal("has a quotation mark within") }
                plain.append(byte)
                isEscaped = false
            default:
                guard !isEscaped else { throw refusal("escapes what needs no escape") }
                plain.append(byte)
            }
        }
        guard !isEscaped else { throw refusal("ends within an escape") }
        return plain
    }

    private static func refusal(_ reason: String) -> GatewayError {
        .invalidRequest(field: field, reason: "\(field) \(reason).")
    }
}
