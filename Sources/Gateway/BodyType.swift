// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer

/// How a request's body is to be read.
enum BodyType: Equatable {
    case json
    case bytes

    /// Of a request's body, which must not be coded.
    init(_ request: Request) throws(GatewayError) {
        if let coding = request.fields["Content-Encoding"], coding.lowercased() != "identity" {
            throw .unsupportedContentCoding(coding)
        }
        try self.init(request.fields["Content-Type"])
    }

    /// JSON is also what comes without a type, and with the one that `curl -d` sends by itself.
    init(_ contentType: String?) throws(GatewayError) {
        // As almost everybody writes it.
        guard let contentType, contentType != "application/json" else {
            self = .json
            return
        }
        var type = contentType.prefix { $0 != ";" }.lowercased()[...]
        while type.last == " " || type.last == "\t" { type.removeLast() }
        switch type {
        case "application/json", "application/x-www-form-urlencoded", "": self = .json
        case "application/octet-stream": self = .bytes
        default:
            guard type.hasPrefix("application/"), type.hasSuffix("+json") else {
                throw .unsupportedMediaType(String(type))
            }
            self = .json
        }
    }
}
