// SPDX-License-Identifier: Apache-2.0

/// What comes next of a body that is handed on before it is whole.
package enum BodyPiece: Equatable, Sendable {
    case content([UInt8])
    /// There is no more of it.
    case end(trailers: HeaderFields)
    /// It cannot be read any further: `respond` with what is to be said about it, unless an answer
    /// has begun; the connection then closes.
    case failed(HTTPFault)
}
