// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer

/// A request to `POST /broadcast`, understood: the same payloads as `POST /send` has.
struct BroadcastRequest {
    let payload: [UInt8]

    init(_ request: Request) throws(GatewayError) {
        if let pair = request.query.pairs.first { throw .unknownParameter(pair.name) }
        switch try BodyType(request) {
        case .json: payload = try Self.payload(request.body)
        case .bytes: payload = request.body
        }
    }

    private static func payload(_ body: [UInt8]) throws(GatewayError) -> [UInt8] {
        var reader = try BodyReader(body)
        var fields = PayloadFields()
        while let name = try reader.nextName() {
            guard try fields.take(name, from: &reader) else {
                throw .invalidRequest(
                    field: name,
                    reason: "There is no member \"\(name)\" in a message to broadcast."
                )
            }
        }
        return try fields.payload
    }
}
