// SPDX-License-Identifier: Apache-2.0

/// What comes of one request, in this order; `end` or `failed` is the last.
package enum ClientEvent: Equatable, Sendable {
    /// A response before the final one (RFC 9110 §15.2): 100, 103 and others, but never 101.
    case interim(ResponseHead)
    /// The final response, whose body follows.
    case head(ResponseHead)
    /// More of the body.
    case body([UInt8])
    /// The response is whole.
    case end(trailers: HeaderFields)
    case failed(ClientFailure)
}
