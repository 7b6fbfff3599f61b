// SPDX-License-Identifier: Apache-2.0

/// The answer to `POST /leave`.
package struct LeaveBody: Codable, Equatable, Sendable {
    /// Always true; there is no way back.
    package var left: Bool
    /// Whether the others have been told within the time given.
    package var told: Bool

    package init(left: Bool, told: Bool) {
        self.left = left
        self.told = told
    }
}
