// SPDX-License-Identifier: Apache-2.0

/// How the end of a request's body is found (RFC 9112 §6.3).
package enum BodyLength: Hashable, Sendable {
    /// There is no body, or it has no bytes.
    case none
    /// `Content-Length`, above zero.
    case bytes(Int)
    /// `Transfer-Encoding: chunked`.
    case chunked
}
