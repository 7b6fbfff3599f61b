// SPDX-License-Identifier: Apache-2.0

/// Why a compress message does not unfold: always the peer's doing (spec §5.4).
package enum DecompressionError: Error, Hashable, Sendable {
    /// The compress message itself is broken.
    case malformed(DecodeError)
    case unknownAlgorithm(UInt8)
    /// The input ends before the end code.
    case endCodeMissing
    /// A code that the table does not have yet.
    case unknownCode(UInt16)
    /// It unfolds to more bytes than are allowed here.
    case tooLarge(limit: Int)
    /// Each of its bytes unfolds to more than a sender has reason to fold into one.
    case ratioExceeded(limit: Int)
}

extension DecompressionError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformed(let error): "the compress message is malformed: \(error)"
        case .unknownAlgorithm(let number): "compression algorithm \(number) is unknown"
        case .endCodeMissing: "the compressed bytes end before their end code"
        case .unknownCode(let code): "the compressed bytes use code \(code) before it exists"
        case .tooLarge(let limit): "the compressed bytes unfold to more than \(limit) bytes"
        case .ratioExceeded(let limit): "a compressed byte unfolds to more than \(limit) bytes"
        }
    }
}
