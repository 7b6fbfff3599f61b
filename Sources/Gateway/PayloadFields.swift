// SPDX-License-Identifier: Apache-2.0

import Messaging

/// The members of a JSON body that say what is sent; exactly one payload must be among them.
struct PayloadFields {
    private var key: String?
    private var value: UInt64?
    private var text: String?
    /// Without white space.
    private var json: [UInt8]?
    private var base64: [UInt8]?

    /// Takes the value of a member of this name.
    ///
    /// - Returns: false when the name is no payload's; nothing has been taken then.
    mutating func take(_ name: String, from reader: inout BodyReader) throws(GatewayError) -> Bool {
        switch name {
        case "key": key = try reader.string(name)
        case "value": value = try reader.unsigned(name)
        case "text": text = try reader.string(name)
        case "json": json = try reader.compactValue()
        case "base64": base64 = try Self.bytes(try reader.string(name))
        default: return false
        }
        return true
    }

    /// The bytes that travel.
    var payload: [UInt8] {
        get throws(GatewayError) {
            let message = try pingPong
            switch (message, text, json, base64) {
            case (let payload?, nil, nil, nil), (nil, nil, let payload?, nil),
                (nil, nil, nil, let payload?):
                return payload
            case (nil, let text?, nil, nil):
                return Array(text.utf8)
            default:
                throw refusal(hasKey: message != nil)
            }
        }
    }

    /// Why it is not one payload.
    private func refusal(hasKey: Bool) -> GatewayError {
        let candidates = [
            ("key", hasKey), ("text", text != nil), ("json", json != nil),
            ("base64", base64 != nil),
        ]
        let given = candidates.filter(\.1).map(\.0)
        guard given.count > 1 else {
            return .invalidRequest(
                field: nil,
                reason: "There is nothing to send: give key with value, or text, or json, "
                    + "or base64."
            )
        }
        return .invalidRequest(
            field: given[1],
            reason: "\(given[0]) and \(given[1]) are both given; a message has one payload."
        )
    }

    private var pingPong: [UInt8]? {
        get throws(GatewayError) {
            switch (key, value) {
            case (nil, nil): return nil
            case (let key?, let value?): return PingPongMessage(key: key, value: value).encoded()
            case (_?, nil):
                throw .invalidRequest(field: "value", reason: "value is missing beside key.")
            case (nil, _?):
                throw .invalidRequest(field: "key", reason: "key is missing beside value.")
            }
        }
    }

    private static func bytes(_ text: String) throws(GatewayError) -> [UInt8] {
        guard let bytes = Base64.decode(text) else {
            throw .invalidRequest(
                field: "base64",
                reason: "base64 must be bytes in base64 with padding (RFC 4648 §4)."
            )
        }
        return bytes
    }
}
