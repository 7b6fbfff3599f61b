// SPDX-License-Identifier: Apache-2.0

/// A range of protocol versions and the one spoken.
package struct VersionsBody: Codable, Equatable, Sendable {
    package var min: UInt8
    package var max: UInt8
    package var current: UInt8

    package init(min: UInt8, max: UInt8, current: UInt8) {
        self.min = min
        self.max = max
        self.current = current
    }
}
