// SPDX-License-Identifier: Apache-2.0

@testable import Wire

/// A datagram as it comes: whatever is in it is bounded, and what was taken from it can be told on.
enum PacketProperties {
    /// Throws what does not hold for this input.
    static func check(_ datagram: UnsafeRawBufferPointer) throws(BrokenProperty) {
        let label = ownLabel(datagram)
        let packet = PacketDecoder(label: label).decode(datagram)
        try checkBounds(packet, of: datagram)
        for message in packet.messages { try checkFixpoint(message) }
        try checkRepacked(packet.messages, label: label)
        try checkOtherLabel(datagram, label)
        try checkChecksum(datagram)
    }

    /// The label that this datagram claims, so that what is behind it is reached.
    private static func ownLabel(_ datagram: UnsafeRawBufferPointer) -> [UInt8] {
        guard !datagram.isEmpty else { return [] }
        guard case .present(let range) = LabelHeader.read(datagram) else { return [] }
        return [UInt8](datagram[range])
    }

    private static func checkBounds(_ packet: DecodedPacket, of datagram: UnsafeRawBufferPointer)
        throws(BrokenProperty)
    {
        let parts = packet.messages.count + packet.drops.count
        try hold(parts <= WireLimits.packetParts + 1, "\(parts) parts")
        let bytes = packet.messages.reduce(0) { $0 + $1.encoded().count }
        // Every message holds bytes of its own; besides, keys that the datagram left out.
        let most = datagram.count + WireLimits.packetDecompressedBytes + 200 * packet.messages.count
        try hold(bytes <= most, "\(bytes) bytes of messages in \(datagram.count)")
        for drop in packet.drops {
            try hold(!drop.reason.isEmpty && !drop.description.isEmpty, "a drop without words")
        }
    }

    private static func checkFixpoint(_ message: Message) throws(BrokenProperty) {
        let encoded = message.encoded()
        let again = try? Message.decode(encoded)
        try hold(again == message, "\(message) was read back as \(String(describing: again))")
        try hold(again?.encoded() == encoded, "\(message) is written in two ways")
    }

    /// What was taken, sent on by us in one packet, is taken by the next one.
    private static func checkRepacked(_ messages: [Message], label: [UInt8]) throws(BrokenProperty)
    {
        let parts = messages.map { $0.encoded() }
        guard 1...Compound.maximumParts ~= parts.count else { return }
        guard parts.allSatisfy({ $0.count <= 0xFFFF }) else { return }
        let payload = parts.count == 1 ? parts[0] : Compound.encode(parts)
        guard payload.count <= 0xFFFF else { return }
        for compression in [false, true] {
            let encoder = PacketEncoder(label: label, compression: compression)
            let packet = encoder.encode(payload, checksum: compression)
            let decoded = PacketDecoder(label: label).decode(packet)
            try hold(decoded == DecodedPacket(messages: messages), "repacked: \(decoded)")
        }
    }

    private static func checkOtherLabel(_ datagram: UnsafeRawBufferPointer, _ label: [UInt8])
        throws(BrokenProperty)
    {
        guard label.count < WireLimits.labelBytes, !datagram.isEmpty else { return }
        let stranger = PacketDecoder(label: label + [0x21])
        try hold(stranger.decode(datagram).messages.isEmpty, "a label that is not ours was let in")
    }

    /// A right checksum in front changes nothing; a wrong one lets nothing in.
    private static func checkChecksum(_ datagram: UnsafeRawBufferPointer) throws(BrokenProperty) {
        guard let first = datagram.first, first != MessageType.checksum.rawValue else { return }
        guard first != MessageType.label.rawValue else { return }
        let checked = Checksum.prepended(to: [UInt8](datagram))
        let bare = PacketDecoder().decode(datagram)
        try hold(PacketDecoder().decode(checked) == bare, "a checksum changes the packet")
        var wrong = checked
        wrong[wrong.count - 1] ^= 1
        try hold(
            PacketDecoder().decode(wrong).drops == [.checksumMismatch],
            "a wrong checksum passes"
        )
    }
}
