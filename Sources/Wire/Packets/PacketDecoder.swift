// SPDX-License-Identifier: Apache-2.0

/// Takes the layers off a datagram: label, encryption, checksum, compression, compound (spec §5.6).
///
/// Bounded by ``WireLimits`` in depth, in parts, and in what it may unfold to.
package struct PacketDecoder: Sendable {
    private let labels: LabelPolicy
    private let encryption: Encryption?

    /// - Parameters:
    ///   - label: at most 255 bytes; empty for none.
    ///   - encryption: `nil` without keys: then nothing is opened.
    ///   - skipInboundLabelCheck: whether an outer layer strips label headers before we see them.
    package init(
        label: [UInt8] = [],
        encryption: Encryption? = nil,
        skipInboundLabelCheck: Bool = false
    ) {
        self.encryption = encryption
        labels = LabelPolicy(label: label, skipsInboundCheck: skipInboundLabelCheck)
    }

    /// Everything in the datagram.
    ///
    /// An empty one holds nothing, and nothing is wrong with it.
    package func decode(_ datagram: UnsafeRawBufferPointer) -> DecodedPacket {
        guard !datagram.isEmpty else { return DecodedPacket() }
        do {
            let sealed = try unlabelled(datagram)
            guard let encryption else { return decode(plaintext: sealed) }
            return try decode(sealed, with: encryption)
        } catch {
            return DecodedPacket(drops: [error])
        }
    }

    package func decode(_ datagram: [UInt8]) -> DecodedPacket {
        datagram.withUnsafeBytes { decode($0) }
    }

    /// Opens the envelope; in migration, what cannot be opened is taken as it is (spec §5.2).
    private func decode(
        _ sealed: UnsafeRawBufferPointer,
        with encryption: Encryption
    ) throws(PacketDrop) -> DecodedPacket {
        do {
            let opened = try encryption.cipher.open(sealed, associatedData: labels.label)
            return opened.withUnsafeBytes { decode(plaintext: $0) }
        } catch {
            guard !encryption.verifyIncoming else { throw .encryption(error) }
            return decode(plaintext: sealed)
        }
    }

    /// What the label header, if any, stands before.
    func unlabelled(
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
    private func decode(plaintext: UnsafeRawBufferPointer) -> DecodedPacket {
        var unpacking = Unpacking(packetBytes: plaintext.count)
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
