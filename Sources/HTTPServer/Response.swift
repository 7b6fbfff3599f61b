// SPDX-License-Identifier: Apache-2.0

package import HTTP1

/// One answer, whole.
///
/// The server adds `Content-Length`, `Date`, `Connection` and `X-Request-Id`,
/// leaves the content out for HEAD, and closes afterwards when the fields say `Connection: close`.
package struct Response: Equatable, Sendable {
    package var status: HTTPStatus
    package var fields: HeaderFields
    package var body: [UInt8]

    package init(
        _ status: HTTPStatus = .ok,
        fields: HeaderFields = HeaderFields(),
        body: [UInt8] = []
    ) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}
