// SPDX-License-Identifier: Apache-2.0

/// One request to a node.
struct TransferRequest {
    var server: GatewayURL
    /// Path and query, percent-encoded.
    var target: String
    /// `nil`: GET, or POST when there is something to upload.
    var method: String?
    /// Sent as `Authorization: Bearer`.
    var token: String?
    var upload: Upload?
    /// Further header fields, each a whole line.
    var fields: [String] = []
    /// What is read, and problems (RFC 9457); `nil`: anything.
    var accepts: String? = "application/json"
    /// For the whole exchange; `nil` for one without an end.
    var timeout: Duration?
    /// For the way to an open connection.
    var connectTimeout: Duration
    var trust = TrustSettings()
}
