// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

/// The members of a JSON body of `POST /send`, as far as each can be judged alone.
struct SendFields {
    private(set) var to: SendRecipients?
    private(set) var payload = PayloadFields()
    private(set) var options = SendOptions()

    init(_ body: [UInt8]) throws(GatewayError) {
        var reader = try BodyReader(body)
        while let name = try reader.nextName() {
            switch name {
            case "to": to = try reader.recipients(name)
            default:
                if try options.take(name, from: &reader) { continue }
                guard try payload.take(name, from: &reader) else {
                    throw .invalidRequest(
                        field: name,
                        reason: "There is no member \"\(name)\" in a message to send."
                    )
                }
            }
        }
    }
}
