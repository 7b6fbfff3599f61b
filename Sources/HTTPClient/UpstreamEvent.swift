// SPDX-License-Identifier: Apache-2.0

package import HTTP1

/// What comes of a request to an upstream; `end` or `failed` is the last.
package enum UpstreamEvent: Equatable, Sendable {
    /// A response before the final one: 100, 103 and others, but never 101.
    case interim(HTTPStatus, HeaderFields)
    /// The final response, with all fields as they came.
    ///
    /// `length` is how its body ends: `.none` when there is none, `nil` when it ends with the
    /// connection.
    case head(HTTPStatus, HeaderFields, length: BodyLength?)
    /// More of the body; `UpstreamExchange.consume(_:)` says when it has been dealt with.
    case body([UInt8])
    /// So many bytes of the request's body, of those that were written, are on their way, or are
    /// not wanted any more.
    case taken(Int)
    /// The response is whole; whatever is left of the request is not wanted.
    case end(trailers: HeaderFields)
    case failed(UpstreamError)
}
