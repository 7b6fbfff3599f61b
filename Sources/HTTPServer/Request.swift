// SPDX-License-Identifier: Apache-2.0

package import HTTP1
import Reactor

/// One request, whole and checked, as a handler sees it.
package struct Request: Sendable {
    private let dispatch: Dispatch
    private let address: SocketAddress
    package let body: [UInt8]
    /// The client's `X-Request-Id` when it is 1...128 visible ASCII characters, else one of ours.
    package let id: String

    init(_ dispatch: Dispatch, body: [UInt8], id: String, from address: SocketAddress) {
        self.dispatch = dispatch
        self.address = address
        self.body = body
        self.id = id
    }

    package var method: HTTPMethod { dispatch.head.method }

    /// The path, percent-decoded once; routes are matched before that, so `%2F` is no separator.
    package var path: String { dispatch.path }

    /// What the pattern's `{names}` matched, percent-decoded.
    package var parameters: [String: String] { dispatch.parameters }

    /// The path as it was sent.
    package var rawPath: String { dispatch.head.path }

    /// What stands behind the question mark, as it was sent.
    package var rawQuery: String? { dispatch.head.query }

    package var length: BodyLength { dispatch.head.length }

    package var version: HTTPVersion { dispatch.head.version }

    /// Whether the client waits for 100 Continue before it sends the body.
    package var expectsContinue: Bool { dispatch.head.expectsContinue }

    package var query: Query { dispatch.query }

    package var fields: HeaderFields { dispatch.head.fields }

    /// Who asks: `127.0.0.1:5312`, or `unix`.
    package var peer: String { address.peerName }
}
