// SPDX-License-Identifier: Apache-2.0

/// The status line and the fields of one response, checked.
package struct ResponseHead: Equatable, Sendable {
    package let status: HTTPStatus
    package let version: HTTPVersion
    package let fields: HeaderFields
    /// How the end of the body is found; `nil` when it is the end of the connection.
    package let length: BodyLength?
    /// Whether the server lets the connection outlive the response.
    package let keepsAlive: Bool
}
