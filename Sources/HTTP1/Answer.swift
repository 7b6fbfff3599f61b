// SPDX-License-Identifier: Apache-2.0

/// What one request is answered with.
package struct Answer: Equatable, Sendable {
    package var status: HTTPStatus
    /// `Date`, `Connection`, `Content-Length`, `Transfer-Encoding` and `X-Request-Id` are the
    /// server's to say and ignored here, but for `Connection: close`, which is obeyed.
    package var fields: HeaderFields
    package var body: [UInt8]
    /// Sent as `X-Request-Id`.
    package var requestID: String?
    package var date: HTTPDate
    /// Whether somebody else made it, whose `Date` is handed on if there is one.
    package var isRelayed = false

    package init(
        _ status: HTTPStatus,
        fields: HeaderFields = HeaderFields(),
        body: [UInt8] = [],
        requestID: String? = nil,
        date: HTTPDate
    ) {
        self.status = status
        self.fields = fields
        self.body = body
        self.requestID = requestID
        self.date = date
    }
}
