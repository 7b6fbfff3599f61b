// SPDX-License-Identifier: Apache-2.0

/// The answer to `POST /messages/ack`.
package struct AckResultBody: Codable, Equatable, Sendable {
    package var acknowledged: Int
    /// Those that the consumer did not have.
    package var unknown: [UInt64]

    package init(acknowledged: Int, unknown: [UInt64]) {
        self.acknowledged = acknowledged
        self.unknown = unknown
    }
}
