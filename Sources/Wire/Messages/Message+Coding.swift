// SPDX-License-Identifier: Apache-2.0

extension Message {
    /// The type byte and the body, as it goes into a packet or a compound (spec §4).
    package func encoded() -> [UInt8] {
        switch self {
        case .ping(let ping): ping.encoded()
        case .indirectPing(let ping): ping.encoded()
        case .ack(let ack): ack.encoded()
        case .nack(let nack): nack.encoded()
        case .suspect(let suspect): suspect.encoded()
        case .alive(let alive): alive.encoded()
        case .dead(let dead): dead.encoded()
        case .user(let bytes): [MessageType.user.rawValue] + bytes
        }
    }

    package var type: MessageType {
        switch self {
        case .ping: .ping
        case .indirectPing: .indirectPing
        case .ack: .ack
        case .nack: .nack
        case .suspect: .suspect
        case .alive: .alive
        case .dead: .dead
        case .user: .user
        }
    }

    /// One bare message: a type byte and its body.
    ///
    /// Bytes after the body are ignored (spec §3).
    package static func decode(_ bytes: UnsafeRawBufferPointer) throws(DecodeError) -> Message {
        guard let first = bytes.first else { throw .empty }
        var reader = MessagePackReader(bytes, at: 1)
        switch MessageType(rawValue: first) {
        case .ping: return .ping(try reader.structure())
        case .indirectPing: return .indirectPing(try reader.structure())
        case .ack: return .ack(try reader.structure())
        case .nack: return .nack(try reader.structure())
        case .suspect: return .suspect(try reader.structure())
        case .alive: return .alive(try reader.structure())
        case .dead: return .dead(try reader.structure())
        case .user: return .user([UInt8](bytes.dropFirst()))
        case .pushPull, .compound, .compress, .encrypt, .checksum, .error, .label, nil:
            throw .unknownType(first)
        }
    }

    package static func decode(_ bytes: [UInt8]) throws(DecodeError) -> Message {
        try bytes.span.bytes.withUnsafeBytes { (bytes) throws(DecodeError) in try decode(bytes) }
    }
}
