// SPDX-License-Identifier: Apache-2.0

/// Takes the layers off a datagram: label, checksum, compression, compound (spec §5.6).
///
/// Bounded by ``WireLimits`` in depth, in parts, and in what it may unfold to.
package struct PacketDecoder: Sendable {
    private let labels: LabelPolicy

    /// - Parameters:
    ///   - label: at most 255 bytes; empty for none.
    ///   - skipInboundLabelCheck: whether an outer layer strips label headers before we see them.
    package init(label: [UInt8] = [], skipInboundLabelCheck: Bool = false) {
        labels = LabelPolicy(label: label, skipsInboundCheck: skipInboundLabelCheck)
    }

    /// Everything in the datagram.
    ///
    /// An empty one holds nothing, and nothing is wrong with it.
    package func decode(_ datagram: UnsafeRawBufferPointer) -> DecodedPacket {
        guard !datagram.isEmpty else { return DecodedPacket() }
        do {
            return decode(plaintext: try unlabelled(datagram))
        } catch {
            return DecodedPacket(drops: [error])
        }
    }

    package func decode(_ datagram: [UInt8]) -> DecodedPacket {
        datagram.withUnsafeBytes { decode($0) }
    }

    /// What the label header, if any, stands before.
    ///
    /// This is what a cipher opens.
    package func unlabelled(
        _ datagram: UnsafeRawBufferPointer
    ) throws(PacketDrop) -> UnsafeRawBufferPointer {
        let reading = datagram.isEmpty ? .absent : LabelHeader.read(datagram)
        switch reading {
        case .absent:
            guard labels.admits([]) else { throw .labelMismatch }
            return datagram
        case .present(let range):
            guard labels.admits(datagram[range]) else { throw .labelMismatch }
            return UnsafeRawBufferPointer(rebasing: datagram[range.upperBound...])
        case .malformed, .incomplete:
            throw .labelMalformed
        }
    }

    /// Everything in a datagram whose label and encryption are off already.
    package func decode(plaintext: UnsafeRawBufferPointer) -> DecodedPacket {
        var unpacking = Unpacking()
        do {
            unpacking.take(try checked(plaintext), depth: 0)
        } catch {
            unpacking.packet.drops.append(error)
        }
        return unpacking.packet
    }

    /// What the checksum stands before, verified.
    ///
    /// Only an outermost one is one (spec §5.3).
    private func checked(
        _ plaintext: UnsafeRawBufferPointer
    ) throws(PacketDrop) -> UnsafeRawBufferPointer {
        guard plaintext.first == MessageType.checksum.rawValue else { return plaintext }
        guard plaintext.count >= Checksum.headerBytes else {
            throw .unknownType(MessageType.checksum.rawValue)
        }
        let announced = UInt32(
            bigEndian: plaintext.loadUnaligned(fromByteOffset: 1, as: UInt32.self)
        )
        let message = UnsafeRawBufferPointer(rebasing: plaintext[Checksum.headerBytes...])
        guard Checksum.of(message) == announced else { throw .checksumMismatch }
        return message
    }
}
