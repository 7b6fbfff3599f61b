// SPDX-License-Identifier: Apache-2.0

/// What is kept of a request until it is answered.
struct RequestNote {
    /// What its answer says as `X-Request-Id`.
    let id: String
    /// `nil` when nobody wants to see it.
    var log: RequestLog?
    /// `nil` for a connection that is turned away, which has no request.
    var measured: RequestCounter.Measured?
}
