// SPDX-License-Identifier: Apache-2.0

/// Tells one connection of a lane from another; the driver counts them and never uses one twice.
package struct LaneConnectionID: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }
}
