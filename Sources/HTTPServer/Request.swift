// SPDX-License-Identifier: Apache-2.0

package import HTTP1

/// One request, whole and checked, as a handler sees it.
package struct Request: Sendable {
    package let method: HTTPMethod
    /// The path, percent-decoded once; routes are matched before that, so `%2F` is no separator.
    package let path: String
    /// What the pattern's `{names}` matched, percent-decoded.
    package let parameters: [String: String]
    package let query: Query
    package let fields: HeaderFields
    package let body: [UInt8]
    /// The client's `X-Request-Id` when it is 1...128 visible ASCII characters, else one of ours.
    package let id: String
    /// Who asks: `127.0.0.1:5312`, or `unix`.
    package let peer: String

    package init(
        method: HTTPMethod,
        path: String,
        parameters: [String: String] = [:],
        query: Query = Query(),
        fields: HeaderFields = HeaderFields(),
        body: [UInt8] = [],
        id: String = "test",
        peer: String = "unix"
    ) {
        self.method = method
        self.path = path
        self.parameters = parameters
        self.query = query
        self.fields = fields
        self.body = body
        self.id = id
        self.peer = peer
    }
}
