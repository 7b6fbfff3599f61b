// SPDX-License-Identifier: Apache-2.0

/// Where a member listens, for packets and streams alike.
package struct Endpoint: Hashable, Sendable {
    package var address: AddressBytes
    package var port: UInt16

    package init(address: AddressBytes, port: UInt16) {
        self.address = address
        self.port = port
    }

    /// Whether something can be sent here at all.
    package var isUsable: Bool { !address.isEmpty && port != 0 }
}
