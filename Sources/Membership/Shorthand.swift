// SPDX-License-Identifier: Apache-2.0

package import Wire

/// A packet between participants of one process: messages that everyone has are named by numbers,
/// the others stand there in full.
///
/// Never seen on a network. It stands for a packet of real messages, whose order and length it has;
/// what a number stands for, an `Announcement`, has been encoded and decoded when it was made.
/// Thousands of simulated nodes spend most of their time on gossip that they have heard already,
/// and 4 bytes are moved and looked at sooner than 70.
///
/// Eight bytes: a mark, a zero, the number of messages in two, the length of the packet that it
/// stands for in four. Then for each message a word of four bytes: its number, or, with the highest
/// bit set, the length of the bytes that follow. Words are in the machine's order.
package struct Shorthand: Sendable {
    /// No message begins like that.
    private static let mark: UInt8 = 0xF5
    private static let headerBytes = 8
    private static let wordBytes = 4
    /// What most packets need.
    private static let usualBytes = 192
    private static let inFull: UInt32 = 1 << 31

    /// The packet; its header is written last.
    private var bytes: [UInt8] = []
    private var count = 0
    /// Of the packet that it stands for, without the header of a compound.
    var length = 0

    var isEmpty: Bool { count == 0 }

    /// - Parameter message: what goes first.
    init(leading message: [UInt8]? = nil) {
        bytes.reserveCapacity(Self.usualBytes)
        bytes.append(contentsOf: repeatElement(0, count: Self.headerBytes))
        guard let message else { return }
        length = message.count + Compound.partOverheadBytes
        append(message)
    }

    mutating func append(_ number: UInt32) {
        precondition(number & Self.inFull == 0, "\(number) is no number of an announcement")
        append(word: number)
    }

    mutating func append(_ message: [UInt8]) {
        append(word: UInt32(message.count) | Self.inFull)
        bytes.append(contentsOf: message)
    }

    private mutating func append(word: UInt32) {
        count += 1
        withUnsafeBytes(of: word) { bytes.append(contentsOf: $0) }
    }

    /// The whole packet, standing for a compound, or for the only message that is in it.
    consuming func packet() -> [UInt8] {
        let total =
            count == 1 ? length - Compound.partOverheadBytes : Compound.headerBytes + length
        let count = UInt16(count)
        bytes.withUnsafeMutableBytes { bytes in
            bytes[0] = Self.mark
            bytes.storeBytes(of: count, toByteOffset: 2, as: UInt16.self)
            bytes.storeBytes(of: UInt32(total), toByteOffset: 4, as: UInt32.self)
        }
        return bytes
    }

    // MARK: Reading

    package enum Part {
        case number(UInt32)
        case message(UnsafeRawBufferPointer)
    }

    /// Reads a packet, part by part.
    package struct Parts {
        package let count: Int
        private let bytes: UnsafeRawBufferPointer
        private var offset = headerBytes

        /// `nil` for a packet that is not in shorthand.
        package init?(_ bytes: UnsafeRawBufferPointer) {
            guard bytes.first == mark, bytes.count >= headerBytes else { return nil }
            self.bytes = bytes
            count = Int(bytes.load(fromByteOffset: 2, as: UInt16.self))
        }

        package mutating func next() -> Part? {
            guard offset + wordBytes <= bytes.count else { return nil }
            let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            offset += wordBytes
            guard word & inFull != 0 else { return .number(word) }
            let end = offset + Int(word & ~inFull)
            defer { offset = end }
            return .message(UnsafeRawBufferPointer(rebasing: bytes[offset..<end]))
        }
    }

    /// How long the packet is that `packet` stands for; `nil` when it is not in shorthand.
    package static func length(of packet: [UInt8]) -> Int? {
        guard packet.first == mark else { return nil }
        return packet.withUnsafeBytes { Int($0.load(fromByteOffset: 4, as: UInt32.self)) }
    }

    /// What the first message in `packet` is; `nil` when it is not in shorthand.
    package static func firstType(in packet: [UInt8]) -> MessageType? {
        packet.withUnsafeBytes { bytes in
            guard var parts = Parts(bytes), let part = parts.next() else { return nil }
            switch part {
            case .number: return .alive
            case .message(let message): return message.first.flatMap(MessageType.init)
            }
        }
    }
}
