// SPDX-License-Identifier: Apache-2.0

/// A call that an application has taken, in the answer to `GET /rpc/next`.
package struct CallBody: Codable, Equatable, Sendable {
    /// What the reply is sent to; another one each time that the call is taken.
    package var id: String
    package var method: String
    /// The member that calls.
    package var from: String
    /// Until when the caller waits, RFC 3339 with milliseconds, UTC; `nil`: not said.
    package var deadline: String?
    /// 1 for the first taker.
    package var attempt: Int
    /// Until when a reply is taken, RFC 3339 with milliseconds, UTC.
    package var leaseUntil: String?
    /// Size of the body.
    package var bytes: Int
    /// The body, when it is UTF-8.
    package var text: String?
    /// The body.
    package var base64: String
}
