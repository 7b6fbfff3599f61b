// SPDX-License-Identifier: Apache-2.0

/// The latest probe of one member by the node that answers, in `GET /probes`.
package struct ProbeBody: Codable, Equatable, Sendable {
    /// Counts the probes of this node.
    package var number: UInt64
    package var name: String
    /// When it ended, RFC 3339 with milliseconds, UTC.
    package var at: String
    /// Milliseconds from the ping to its ack; `nil` when none came directly and in time.
    package var rttMs: Double?

    package init(number: UInt64, name: String, at: String, rttMs: Double? = nil) {
        self.number = number
        self.name = name
        self.at = at
        self.rttMs = rttMs
    }
}
