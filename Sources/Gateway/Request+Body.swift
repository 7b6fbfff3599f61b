// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTP1
import HTTPServer

extension Request {
    /// Refuses a body that is coded, or of a type that is not read as JSON.
    func requireJSON() throws(GatewayError) {
        if let coding = fields["Content-Encoding"], coding.lowercased() != "identity" {
            throw .unsupportedContentCoding(coding)
        }
        guard try BodyType(fields["Content-Type"]) == .json else {
            throw .unsupportedMediaType("application/octet-stream", accepted: ["application/json"])
        }
    }
}

extension Query {
    /// The one parameter `timeout`, from `1ms` to `60s`; any other is refused.
    func timeout(standard: Duration) throws(GatewayError) -> Duration {
        var timeout: Duration?
        for pair in pairs {
            guard pair.name == "timeout" else { throw .unknownParameter(pair.name) }
            guard timeout == nil else {
                throw .invalidRequest(field: "timeout", reason: "timeout is given twice.")
            }
            timeout = try SendRequest.timeout(pair.value)
        }
        return timeout ?? standard
    }
}
