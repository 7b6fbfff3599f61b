// SPDX-License-Identifier: Apache-2.0

package import HTTP1

/// Why the server itself answers, instead of a handler.
package enum ServerProblem: Equatable, Sendable {
    /// The bytes are no request this server takes; the sentence says why.
    case badRequest(sentence: String)
    /// No route has that path (percent-decoded).
    case notFound(path: String)
    /// The path has other methods; the server adds `Allow` itself.
    case methodNotAllowed(method: HTTPMethod, allow: [HTTPMethod])
    /// The head or the body did not arrive in time.
    case timeout
    /// The body is larger than so many bytes.
    case bodyTooLarge(limit: Int)
    /// The request line is longer than so many bytes.
    case uriTooLong(limit: Int)
    /// The fields are too many or too large; the sentence names the limit.
    case headTooLarge(sentence: String)
    /// `Expect` asks for something other than `100-continue`.
    case expectationFailed
    /// A transfer coding that this server does not know.
    case notImplemented(sentence: String)
    /// Neither HTTP/1.1 nor HTTP/1.0.
    case versionNotSupported
    /// More connections than the server takes, or a parked request nobody answered.
    case overloaded
    /// The client's address has as many connections as it may.
    case tooManyConnections(limit: Int)
    /// The server is about to end.
    case shuttingDown

    package var status: HTTPStatus {
        switch self {
        case .badRequest: .badRequest
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .timeout: .requestTimeout
        case .bodyTooLarge: .contentTooLarge
        case .uriTooLong: .uriTooLong
        case .headTooLarge: .requestHeaderFieldsTooLarge
        case .expectationFailed: .expectationFailed
        case .notImplemented: .notImplemented
        case .versionNotSupported: .httpVersionNotSupported
        case .overloaded, .tooManyConnections, .shuttingDown: .serviceUnavailable
        }
    }

    /// One sentence for people.
    package var sentence: String {
        switch self {
        case .badRequest(let sentence), .headTooLarge(let sentence), .notImplemented(let sentence):
            sentence
        case .notFound(let path): "There is nothing at \(path)."
        case .methodNotAllowed(let method, let allow):
            "\(method.name) is not offered here, only "
                + allow.map(\.name).joined(separator: ", ") + "."
        case .timeout: "The request did not arrive in time."
        case .bodyTooLarge(let limit): "The body is larger than \(limit) bytes."
        case .uriTooLong(let limit): "The request line is longer than \(limit) bytes."
        case .expectationFailed: "The only expectation known here is 100-continue."
        case .versionNotSupported: "Only HTTP/1.1 and HTTP/1.0 are spoken here."
        case .overloaded: "The server is too busy to answer."
        case .tooManyConnections(let limit):
            "There are \(limit) connections from this address already."
        case .shuttingDown: "The server is about to end."
        }
    }

    init(_ fault: HTTPFault) {
        self =
            switch fault {
            case .badRequest(let flaw): .badRequest(sentence: flaw.sentence)
            case .uriTooLong(let limit): .uriTooLong(limit: limit)
            case .tooManyFields(let limit):
                .headTooLarge(sentence: "There are more than \(limit) fields.")
            case .fieldsTooLarge(let limit):
                .headTooLarge(sentence: "The fields are larger than \(limit) bytes.")
            case .bodyTooLarge(let limit): .bodyTooLarge(limit: limit)
            case .timeout: .timeout
            case .unknownTransferCoding:
                .notImplemented(sentence: "The only transfer coding known here is chunked.")
            case .versionNotSupported: .versionNotSupported
            case .expectationFailed: .expectationFailed
            }
    }
}
