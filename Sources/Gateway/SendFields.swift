// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

/// The members of a JSON body of `POST /send`, as far as each can be judged alone.
struct SendFields {
    private(set) var to: SendRecipients?
    private(set) var key: String?
    private(set) var value: UInt64?
    private(set) var text: String?
    /// Without white space.
    private(set) var json: [UInt8]?
    private(set) var base64: [UInt8]?
    private(set) var reliable: Bool?
    private(set) var timeout: Duration?

    init(_ body: [UInt8]) throws(GatewayError) {
        var reader = try BodyReader(body)
        while let name = try reader.nextName() {
            switch name {
            case "to": to = try reader.recipients(name)
            case "key": key = try reader.string(name)
            case "value": value = try reader.unsigned(name)
            case "text": text = try reader.string(name)
            case "json": json = try reader.compactValue()
            case "base64": base64 = try Self.bytes(try reader.string(name))
            case "reliable": reliable = try reader.bool(name)
            case "timeout": timeout = try SendRequest.timeout(try reader.string(name))
            default:
                throw .invalidRequest(
                    field: name,
                    reason: "There is no member \"\(name)\" in a message to send."
                )
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
