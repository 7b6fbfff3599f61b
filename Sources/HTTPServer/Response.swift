// SPDX-License-Identifier: Apache-2.0

package import HTTP1

/// One answer, whole.
///
/// The server adds `Content-Length`, `Date`, `Connection` and `X-Request-Id`,
/// leaves the content out for HEAD, and closes afterwards when the fields say `Connection: close`.
package struct Response: Sendable {
    package var status: HTTPStatus { didSet { prepared = nil } }
    package var fields: HeaderFields { didSet { prepared = nil } }
    package var body: [UInt8]
    /// The status line and the fields as they go out, when that was done beforehand.
    private(set) var prepared: PreparedHead?

    package init(
        _ status: HTTPStatus = .ok,
        fields: HeaderFields = HeaderFields(),
        body: [UInt8] = []
    ) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// Renders what does not change from request to request, for a response given many times.
    package mutating func prepare() { prepared = PreparedHead(status, fields) }
}

extension Response: Equatable {
    package static func == (a: Self, b: Self) -> Bool {
        a.status == b.status && a.fields == b.fields && a.body == b.body
    }
}
