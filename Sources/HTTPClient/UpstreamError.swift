// SPDX-License-Identifier: Apache-2.0

package import HTTP1

/// Why an exchange with an upstream failed.
package enum UpstreamError: Error, Hashable, Sendable {
    /// The request cannot be sent: its method is no token or CONNECT, or its target is none.
    case invalidRequest
    /// All connections are taken, and too many requests wait, or this one waited too long.
    case overloaded
    /// No connection was made; the system's or the resolver's words.
    case unreachable(String)
    /// No connection was made in time.
    case connectTimeout
    /// The upstream closed the connection before the response was whole.
    case closed
    /// No head came in time.
    case headTimeout
    /// The upstream did not take the request in time.
    case writeStall
    /// The body of the response stood still for too long.
    case bodyTimeout
    /// What came is no response.
    case malformed(ResponseFault)
    /// The request's body is longer or shorter than was said.
    case requestLength
    /// More of the request's body was handed in at once than may wait.
    case windowExceeded
    /// The client has been stopped.
    case stopped

    init(_ failure: ClientFailure) {
        self =
            switch failure {
            case .malformed(let fault): .malformed(fault)
            case .closed: .closed
            case .headTimeout: .headTimeout
            case .writeStall: .writeStall
            case .bodyTimeout: .bodyTimeout
            case .requestLength: .requestLength
            }
    }

    /// Whether the upstream was late, rather than wrong or away.
    package var isTimeout: Bool {
        switch self {
        case .connectTimeout, .headTimeout, .writeStall, .bodyTimeout: true
        default: false
        }
    }

    /// One sentence for people.
    package var sentence: String {
        switch self {
        case .invalidRequest: "The request has a method or a target that cannot be sent on."
        case .overloaded: "Too many requests to the upstream are under way."
        case .unreachable(let words): "The upstream cannot be reached: \(words)."
        case .connectTimeout: "The upstream took no connection in time."
        case .closed: "The upstream closed the connection before its response was whole."
        case .headTimeout: "The upstream did not begin its response in time."
        case .writeStall: "The upstream did not take the request in time."
        case .bodyTimeout: "The body of the upstream's response stood still for too long."
        case .malformed(let fault): "The upstream's response is malformed (\(fault.reason))."
        case .requestLength: "The request's body is not as long as was said."
        case .windowExceeded: "More of the request's body came at once than may wait."
        case .stopped: "The connection to the upstream is being shut down."
        }
    }
}
