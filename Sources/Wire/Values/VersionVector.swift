// SPDX-License-Identifier: Apache-2.0

/// Up to six version bytes as received: pmin, pmax, pcur, dmin, dmax, dcur (spec §4, §7).
///
/// Peers may send fewer; bytes beyond the sixth carry no meaning and are not kept.
package struct VersionVector: Hashable, Sendable {
    private let packed: UInt64
    /// How many bytes were received, 0 to 6.
    package let count: Int8

    package init(_ bytes: some Collection<UInt8>) {
        var packed: UInt64 = 0
        for (index, byte) in bytes.prefix(6).enumerated() {
            packed |= UInt64(byte) << UInt64(8 * index)
        }
        self.packed = packed
        count = Int8(min(6, bytes.count))
    }

    /// What this implementation speaks: protocol 1…5, speaking `protocolVersion` (spec §7).
    package init(protocolVersion: UInt8 = 2, delegate: (min: UInt8, max: UInt8, current: UInt8)) {
        self.init([1, 5, protocolVersion, delegate.min, delegate.max, delegate.current])
    }

    /// Protocol 1…5 speaking 2, delegate 0: what a stock node advertises.
    package static let standard = VersionVector([1, 5, 2, 0, 0, 0])
    package static let none = VersionVector([])

    package var bytes: [UInt8] { (0..<Int(count)).map { byte(at: $0) } }
    package var isComplete: Bool { count == 6 }

    package var protocolMin: UInt8 { byte(at: 0) }
    package var protocolMax: UInt8 { byte(at: 1) }
    package var protocolCurrent: UInt8 { byte(at: 2) }
    package var delegateMin: UInt8 { byte(at: 3) }
    package var delegateMax: UInt8 { byte(at: 4) }
    package var delegateCurrent: UInt8 { byte(at: 5) }

    /// Whether its owner understands what `other`'s speaks, of the protocol and of the application.
    package func understands(_ other: VersionVector) -> Bool {
        protocolMin <= other.protocolCurrent && other.protocolCurrent <= protocolMax
            && delegateMin <= other.delegateCurrent && other.delegateCurrent <= delegateMax
    }

    /// A byte that was not received counts as zero.
    private func byte(at index: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: packed >> UInt64(8 * index))
    }
}
