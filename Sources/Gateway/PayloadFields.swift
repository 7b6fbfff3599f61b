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
            let candidates: [(name: String, payload: [UInt8]?)] = [
                ("key", message), ("text", text.map { Array($0.utf8) }),
                ("json", json), ("base64", base64),
            ]
            let given = candidates.filter { $0.payload != nil }
            guard given.count <= 1 else {
                throw .invalidRequest(
                    field: given[1].name,
                    reason: "\(given[0].name) and \(given[1].name) are both given; "
                        + "a message has one payload."
                )
            }
            guard let payload = given.first?.payload else {
                throw .invalidRequest(
                    field: nil,
                    reason: "There is nothing to send: give key with value, or text, or json, "
                        + "or base64."
                )
            }
            return payload
        }
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
