// SPDX-License-Identifier: Apache-2.0

/// The status line and the fields of an answer that is given many times, rendered once.
package struct PreparedHead: Equatable, Sendable {
    /// Without the line end behind the last field.
    let bytes: [UInt8]
    /// Whether a field says that the connection shall close.
    let asksToClose: Bool

    package init(_ status: HTTPStatus, _ fields: HeaderFields) {
        var bytes: [UInt8] = []
        ResponseSerializer.appendHead(status, fields, to: &bytes)
        self.bytes = bytes
        asksToClose = fields.asksToClose
    }
}
