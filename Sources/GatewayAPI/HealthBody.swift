// SPDX-License-Identifier: Apache-2.0

/// The answer to `GET /healthz` and `GET /readyz`, with 200 and with 503.
package struct HealthBody: Codable, Equatable, Sendable {
    /// `ok` with 200, `unavailable` with 503.
    package var status: String
    /// Why not, a sentence; `nil` when the status is `ok`.
    package var reason: String?

    package init(status: String, reason: String? = nil) {
        self.status = status
        self.reason = reason
    }
}
