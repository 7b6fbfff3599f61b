// SPDX-License-Identifier: Apache-2.0

package import Wire

/// A network in CIDR terms: the addresses that begin with the same bits (spec §15.4).
package struct NetworkPrefix: Hashable, Sendable {
    package let address: AddressBytes
    /// Leading bits that count: at most 32 for IPv4, at most 128 for IPv6.
    package let bits: Int

    /// `nil` when there are more bits than the address has, or no address.
    package init?(address: AddressBytes, bits: Int) {
        guard !address.isEmpty, bits >= 0, bits <= Int(address.count) * 8 else { return nil }
        self.address = address
        self.bits = bits
    }

    /// Whether `candidate` lies within; an IPv4-mapped candidate counts as IPv4.
    package func contains(_ candidate: AddressBytes) -> Bool {
        let candidate = candidate.unmapped
        guard candidate.count == address.count else { return false }
        return (0..<Int(address.count)).allSatisfy { index in
            let counting = min(8, max(0, bits - 8 * index))
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> counting)
            return (candidate[index] ^ address[index]) & mask == 0
        }
    }
}
