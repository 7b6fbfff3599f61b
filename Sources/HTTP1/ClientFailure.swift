// SPDX-License-Identifier: Apache-2.0

/// Why there is no response, or no whole one; the connection is closed.
package enum ClientFailure: Error, Hashable, Sendable {
    /// What came is no response.
    case malformed(ResponseFault)
    /// The server closed the connection before the end of the response.
    case closed
    /// No head came in time.
    case headTimeout
    /// The server did not take the request in time.
    case writeStall
    /// The body stood still for too long.
    case bodyTimeout
    /// The request's own body was not as long as its head had said.
    case requestLength
}
