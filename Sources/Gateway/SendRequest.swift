// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTP1
import HTTPServer
import Memberlist
import Messaging

/// A request to `POST /send`, understood.
struct SendRequest {
    static let longestTimeout: Duration = .seconds(60)
    private static let shortestTimeout: Duration = .milliseconds(1)

    /// Whom the order is for; its own recipients are filled in when it is carried out.
    let recipients: SendRecipients
    let order: SendOrder

    /// - Throws: what is wrong with it; nothing has been sent then.
    init(_ request: Request) throws(GatewayError) {
        if let coding = request.fields["Content-Encoding"], coding.lowercased() != "identity" {
            throw .unsupportedContentCoding(coding)
        }
        switch try BodyType(request.fields["Content-Type"]) {
        case .json:
            // A recipient given there would be overlooked, and everybody get the message.
            if let pair = request.query.pairs.first {
                throw .invalidRequest(
                    field: pair.name,
                    reason: "\(pair.name) belongs in the JSON body; parameters are read only "
                        + "beside a body of type application/octet-stream."
                )
            }
            let fields = try SendFields(request.body)
            recipients = fields.to ?? .members(.everyoneElse)
            order = try Self.order(fields)
        case .bytes:
            recipients = try Self.recipients(request.query)
            order = try Self.order(request.query, payload: request.body)
        }
        guard !order.payload.isEmpty || !order.reliable else {
            throw .invalidRequest(
                field: nil,
                reason: "The payload is empty, and peers drop an empty message that comes by "
                    + "stream; reliable: false sends it as a packet."
            )
        }
    }

    private static func order(_ fields: SendFields) throws(GatewayError) -> SendOrder {
        SendOrder(
            to: .everyoneElse,
            payload: try payload(fields),
            reliable: fields.reliable ?? true,
            timeout: fields.timeout ?? .seconds(10)
        )
    }

    private static func payload(_ fields: SendFields) throws(GatewayError) -> [UInt8] {
        let message = try pingPong(fields)
        let candidates: [(name: String, payload: [UInt8]?)] = [
            ("key", message), ("text", fields.text.map { Array($0.utf8) }),
            ("json", fields.json), ("base64", fields.base64),
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

    private static func pingPong(_ fields: SendFields) throws(GatewayError) -> [UInt8]? {
        switch (fields.key, fields.value) {
        case (nil, nil): return nil
        case (let key?, let value?): return PingPongMessage(key: key, value: value).encoded()
        case (_?, nil):
            throw .invalidRequest(field: "value", reason: "value is missing beside key.")
        case (nil, _?):
            throw .invalidRequest(field: "key", reason: "key is missing beside value.")
        }
    }

    private static func order(_ query: Query, payload: [UInt8]) throws(GatewayError) -> SendOrder {
        return SendOrder(
            to: .everyoneElse,
            payload: payload,
            reliable: try single("reliable", query).map(Self.reliable) ?? true,
            timeout: try single("timeout", query).map(Self.timeout) ?? .seconds(10)
        )
    }

    private static func recipients(_ query: Query) throws(GatewayError) -> SendRecipients {
        for name in query.names where !["to", "owner", "reliable", "timeout"].contains(name) {
            throw .unknownParameter(name)
        }
        let names = query.all("to")
        guard !names.contains("") else {
            throw .invalidRequest(field: "to", reason: "to holds an empty name.")
        }
        guard let key = try single("owner", query) else {
            return .members(names.isEmpty ? .everyoneElse : .named(names))
        }
        guard names.isEmpty, !key.isEmpty else {
            throw .invalidRequest(
                field: "owner",
                reason: key.isEmpty ? "owner is an empty key." : "owner does not go with to."
            )
        }
        return .owner(of: key)
    }

    private static func single(_ name: String, _ query: Query) throws(GatewayError) -> String? {
        let values = query.all(name)
        guard values.count <= 1 else {
            throw .invalidRequest(field: name, reason: "\(name) is given twice.")
        }
        return values.first
    }

    private static func reliable(_ text: String) throws(GatewayError) -> Bool {
        switch text {
        case "true": return true
        case "false": return false
        default:
            throw .invalidRequest(field: "reliable", reason: "reliable must be true or false.")
        }
    }

    static func timeout(_ text: String) throws(GatewayError) -> Duration {
        guard let timeout = Duration(text: text),
            (shortestTimeout...longestTimeout).contains(timeout)
        else {
            throw .invalidRequest(
                field: "timeout",
                reason: "timeout must be a duration such as 500ms or 10s, from "
                    + "\(shortestTimeout.text) to \(longestTimeout.text)."
            )
        }
        return timeout
    }
}
