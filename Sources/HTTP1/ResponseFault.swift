// SPDX-License-Identifier: Apache-2.0

/// Why bytes are no response that this side takes; the connection is of no use afterwards.
package enum ResponseFault: Error, Hashable, Sendable {
    /// The first line is not a version, a status of 100 to 599 and a reason.
    case statusLine
    /// Neither HTTP/1.1 nor HTTP/1.0.
    case version
    /// The first line has more bytes than that.
    case statusLineTooLong(limit: Int)
    /// 101: the server changes to a protocol that nobody asked for.
    case upgrade
    /// More interim responses than that came before the final one.
    case interimResponses(limit: Int)
    /// A rule of the grammar that requests and responses share was broken.
    case grammar(RequestFlaw)
    /// A head or a trailer section has more fields than that.
    case tooManyFields(limit: Int)
    /// A head or a trailer section has more bytes than that.
    case fieldsTooLarge(limit: Int)
    /// A transfer coding other than chunked, which nobody asked for.
    case unknownTransferCoding

    /// The same fault, found by what requests and responses are read with.
    init(_ fault: HTTPFault, limits: ClientLimits) {
        self =
            switch fault {
            case .badRequest(let flaw): .grammar(flaw)
            case .tooManyFields(let limit): .tooManyFields(limit: limit)
            case .fieldsTooLarge(let limit): .fieldsTooLarge(limit: limit)
            case .uriTooLong: .statusLineTooLong(limit: limits.statusLineBytes)
            case .unknownTransferCoding: .unknownTransferCoding
            case .versionNotSupported: .version
            // A body's size is not limited here, and nothing is expected of a server.
            case .bodyTooLarge: .grammar(.chunkSize)
            case .timeout, .expectationFailed: .grammar(.incomplete)
            }
    }

    /// A short name, for counters and tests.
    package var reason: String {
        switch self {
        case .statusLine: "statusLine"
        case .version: "version"
        case .statusLineTooLong: "statusLineTooLong"
        case .upgrade: "upgrade"
        case .interimResponses: "interimResponses"
        case .grammar(let flaw): flaw.rawValue
        case .tooManyFields: "tooManyFields"
        case .fieldsTooLarge: "fieldsTooLarge"
        case .unknownTransferCoding: "unknownTransferCoding"
        }
    }
}
