// SPDX-License-Identifier: Apache-2.0

/// What an event log keeps; whatever is reached first counts.
package struct EventLogLimits: Equatable, Sendable {
    /// Events, at least 1.
    package var events = 10_000
    /// Bytes of all events together, at least 1; many times what one event can have.
    package var bytes = 16 * 1024 * 1024

    package init() {}
}
