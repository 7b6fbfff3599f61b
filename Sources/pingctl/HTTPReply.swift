// SPDX-License-Identifier: Apache-2.0

/// One answer of a server.
struct HTTPReply: Equatable {
    var status: Int
    /// Without parameters, in lower case; empty when the server did not say.
    var contentType: String
    var body: [UInt8]

    /// Whether the body calls itself JSON, problems (RFC 9457) included.
    var isJSON: Bool {
        contentType == "application/json" || contentType == "application/problem+json"
    }
}
