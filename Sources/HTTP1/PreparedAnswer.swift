// SPDX-License-Identifier: Apache-2.0

/// An answer that is given many times, rendered once as far as it is always the same.
package final class PreparedAnswer: Sendable {
    package let status: HTTPStatus
    package let fields: HeaderFields
    package let body: [UInt8]
    /// The status line and the fields, without the line end behind the last one.
    let head: [UInt8]
    /// What follows the fields that differ, when the connection stays open and nothing is said
    /// about that; with the body, unless that is to be sent from where it lies.
    let rest: [UInt8]
    let hasLargeBody: Bool
    /// Whether a field says that the connection shall close.
    let asksToClose: Bool

    package init(_ status: HTTPStatus, fields: HeaderFields, body: [UInt8]) {
        self.status = status
        self.fields = fields
        self.body = body
        var head: [UInt8] = []
        ResponseSerializer.appendHead(status, fields, to: &head)
        self.head = head
        let serializer = ResponseSerializer(closes: false, saysKeepAlive: false, isHead: false)
        var rest: [UInt8] = []
        hasLargeBody = serializer.appendRest(status, body, to: &rest) != nil
        self.rest = rest
        asksToClose = fields.asksToClose
    }
}
