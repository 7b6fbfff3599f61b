// SPDX-License-Identifier: Apache-2.0

/// What a peer may ask of whoever reads a relayed message.
package struct RelayLimits: Equatable, Sendable {
    /// Bytes of a head, of trailers, or of a refusal, as they travel.
    package var headBytes = 128 * 1024
    /// Fields of a head, or of trailers.
    package var fields = 512

    package init() {}
}

/// Why bytes are no relayed message.
package enum RelayFault: String, Error, Hashable, Sendable {
    /// A type that is not known, or that may not come here.
    case unexpectedType = "unexpected-type"
    /// A head, trailers or a refusal above their limit.
    case tooLarge = "too-large"
    /// A head, trailers or a refusal that does not fill its frame, or goes beyond it.
    case malformed
    /// A method, target, status or field that HTTP does not have.
    case invalid
    /// The content is longer or shorter than its head has said.
    case length
    /// The message ends before its end, or goes on behind it.
    case incomplete
}
