// SPDX-License-Identifier: Apache-2.0

/// What an inbox keeps; whatever is reached first counts.
package struct InboxLimits: Equatable, Sendable {
    /// Messages, at least 1.
    package var messages = 10_000
    /// Bytes of all messages together with what keeping each costs, at least 1.
    package var bytes = 64 * 1024 * 1024

    package init() {}
}
