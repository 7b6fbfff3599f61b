// SPDX-License-Identifier: Apache-2.0

/// Why bytes are no request that this side takes; the connection closes after the answer.
package enum HTTPFault: Error, Hashable, Sendable {
    case badRequest(RequestFlaw)
    /// The request line has more bytes than that.
    case uriTooLong(limit: Int)
    /// A head or a trailer section has more fields than that.
    case tooManyFields(limit: Int)
    /// A head or a trailer section has more bytes than that.
    case fieldsTooLarge(limit: Int)
    /// A body has more bytes than that.
    case bodyTooLarge(limit: Int)
    /// The head or the body did not arrive in time.
    case timeout
    /// A transfer coding other than chunked stands before a final chunked (RFC 9112 §6.1).
    case unknownTransferCoding
    /// Neither HTTP/1.1 nor HTTP/1.0.
    case versionNotSupported
    /// `Expect` asks for something other than `100-continue`.
    case expectationFailed

    package var status: HTTPStatus {
        switch self {
        case .badRequest: .badRequest
        case .uriTooLong: .uriTooLong
        case .tooManyFields, .fieldsTooLarge: .requestHeaderFieldsTooLarge
        case .bodyTooLarge: .contentTooLarge
        case .timeout: .requestTimeout
        case .unknownTransferCoding: .notImplemented
        case .versionNotSupported: .httpVersionNotSupported
        case .expectationFailed: .expectationFailed
        }
    }

    /// A short name, for counters and tests.
    package var reason: String {
        switch self {
        case .badRequest(let flaw): flaw.rawValue
        case .uriTooLong: "uriTooLong"
        case .tooManyFields: "tooManyFields"
        case .fieldsTooLarge: "fieldsTooLarge"
        case .bodyTooLarge: "bodyTooLarge"
        case .timeout: "timeout"
        case .unknownTransferCoding: "unknownTransferCoding"
        case .versionNotSupported: "versionNotSupported"
        case .expectationFailed: "expectationFailed"
        }
    }
}
