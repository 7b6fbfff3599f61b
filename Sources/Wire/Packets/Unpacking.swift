// SPDX-License-Identifier: Apache-2.0

/// One packet's way through its compress and compound layers, with what is left of its budgets.
struct Unpacking {
    var packet = DecodedPacket()
    private var decompressedBytesLeft: Int
    /// Whether the packet is so small that it is its size which bounds what it unfolds to.
    private let isBoundByRatio: Bool
    /// One more than may be taken, to notice that there are more.
    private var partsLeft = WireLimits.packetParts + 1

    /// For a packet of that size, label and encryption taken off.
    init(packetBytes: Int) {
        let byRatio = WireLimits.packetDecompressionRatio * packetBytes
        let bytes = max(WireLimits.packetUnfoldedBytes, byRatio)
        isBoundByRatio = bytes < WireLimits.packetDecompressedBytes
        decompressedBytesLeft = min(WireLimits.packetDecompressedBytes, bytes)
    }

    /// Takes a message of whatever type, and everything inside it.
    ///
    /// `depth` counts the compress and compound messages around it.
    mutating func take(_ message: UnsafeRawBufferPointer, depth: Int) {
        guard let first = message.first else { return drop(.emptyPart) }
        let body = UnsafeRawBufferPointer(rebasing: message.dropFirst())
        switch MessageType(rawValue: first) {
        case .compound, .compress:
            guard depth < WireLimits.packetDepth else { return drop(.nestedTooDeep) }
            if first == MessageType.compound.rawValue {
                takeParts(of: body, depth: depth + 1)
            } else {
                takeFolded(message, depth: depth + 1)
            }
        case .ping, .indirectPing, .ack, .nack, .suspect, .alive, .dead, .user:
            takeBare(message)
        case .pushPull, .encrypt, .checksum, .error, .label, nil:
            drop(.unknownType(first))
        }
    }

    private mutating func takeBare(_ message: UnsafeRawBufferPointer) {
        guard countPart() else { return }
        do {
            packet.messages.append(try Message.decode(message))
        } catch {
            let type = message.first.flatMap { MessageType(rawValue: $0) } ?? .user
            packet.drops.append(.malformed(type, error))
        }
    }

    private mutating func takeParts(of body: UnsafeRawBufferPointer, depth: Int) {
        guard let parts = Compound.read(body) else { return drop(.compoundWithoutTable) }
        packet.isCompound = true
        for range in parts.ranges where partsLeft > 0 {
            take(UnsafeRawBufferPointer(rebasing: body[range]), depth: depth)
        }
        if parts.lost > 0 { drop(.truncatedCompound(lost: parts.lost)) }
    }

    private mutating func takeFolded(_ message: UnsafeRawBufferPointer, depth: Int) {
        let unfolded: [UInt8]
        do {
            unfolded = try unfold(message)
        } catch {
            return drop(.decompression(error))
        }
        decompressedBytesLeft -= unfolded.count
        unfolded.withUnsafeBytes { take($0, depth: depth) }
    }

    private func unfold(
        _ message: UnsafeRawBufferPointer
    ) throws(DecompressionError) -> [UInt8] {
        var reader = MessagePackReader(message, at: 1)
        let folded: CompressedMessage
        do {
            folded = try reader.structure()
        } catch {
            throw .malformed(error)
        }
        do {
            return try folded.unfolded(limit: decompressedBytesLeft)
        } catch {
            guard isBoundByRatio, case .tooLarge = error else { throw error }
            throw .ratioExceeded(limit: WireLimits.packetDecompressionRatio)
        }
    }

    private mutating func drop(_ reason: PacketDrop) {
        if countPart() { packet.drops.append(reason) }
    }

    /// Whether one more message or drop may be taken; says so once when not.
    private mutating func countPart() -> Bool {
        partsLeft -= 1
        if partsLeft == 0 { packet.drops.append(.tooManyParts(limit: WireLimits.packetParts)) }
        return partsLeft > 0
    }
}
