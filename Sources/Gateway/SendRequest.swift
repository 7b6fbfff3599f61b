// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTPServer
import Memberlist

/// A request to `POST /send`, understood.
struct SendRequest {
    static let longestTimeout: Duration = .seconds(60)
    private static let shortestTimeout: Duration = .milliseconds(1)

    /// Whom the order is for; its own recipients are filled in when it is carried out.
    let recipients: SendRecipients
    let order: SendOrder
    let options: SendOptions

    /// - Throws: what is wrong with it; nothing has been sent then.
    init(_ request: Request) throws(GatewayError) {
        switch try BodyType(request) {
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
            options = fields.options
            order = Self.order(try fields.payload.payload, options)
        case .bytes:
            recipients = try Self.recipients(request.query)
            options = try SendOptions(request.query)
            order = Self.order(request.body, options)
        }
        try options.check()
        guard !order.payload.isEmpty || !order.reliable else {
            throw .invalidRequest(
                field: nil,
                reason: "The payload is empty, and peers drop an empty message that comes by "
                    + "stream; reliable: false sends it as a packet."
            )
        }
    }

    private static func order(_ payload: [UInt8], _ options: SendOptions) -> SendOrder {
        var order = SendOrder(
            to: .everyoneElse,
            payload: payload,
            reliable: options.reliable,
            timeout: options.timeout
        )
        order.confirm = options.wait ?? .sent
        return order
    }

    private static func recipients(_ query: Query) throws(GatewayError) -> SendRecipients {
        for name in query.names where !(["to", "owner"] + SendOptions.names).contains(name) {
            throw .unknownParameter(name)
        }
        let names = query.all("to")
        guard !names.contains("") else {
            throw .invalidRequest(field: "to", reason: "to holds an empty name.")
        }
        guard let key = try query.single("owner") else {
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
