// SPDX-License-Identifier: Apache-2.0

/// A member of the cluster as it was last seen.
package struct KnownMember: Equatable, Sendable {
    package var name: String
    /// Where it takes packets and streams: host and port.
    package var address: String

    package init(name: String, address: String) {
        self.name = name
        self.address = address
    }
}
