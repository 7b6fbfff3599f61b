// SPDX-License-Identifier: Apache-2.0

/// Another message, folded small (spec §4, type 9).
struct CompressedMessage: Hashable {
    /// Always 0, LZW.
    var algorithm: UInt8
    var buffer: [UInt8]
}

extension CompressedMessage: MessageBody {
    static let zero = CompressedMessage(algorithm: 0, buffer: [])

    static var declaration: [FieldKey] { [.algorithm, .buffer] }

    mutating func read(
        _ field: FieldKey,
        from reader: inout MessagePackReader
    ) throws(DecodeError) {
        switch field {
        case .algorithm: algorithm = try reader.unsigned()
        case .buffer: buffer = try reader.bytes()
        default: try reader.skip()
        }
    }

    func write(to writer: inout MessagePackWriter) {
        writer.map(2)
        writer.field(.algorithm, algorithm)
        writer.field(.buffer, buffer)
    }
}

extension CompressedMessage {
    private static let lzw: UInt8 = 0
    /// Bytes of the smallest compress message: type, map, two keys, algorithm, length, content.
    private static let leastBytes = 15

    /// The compress message around `message`.
    static func around(_ message: [UInt8]) -> [UInt8] {
        CompressedMessage(algorithm: lzw, buffer: LZWEncoder.encode(message))
            .encoded(as: .compress)
    }

    /// The compress message around `message`, `nil` unless it is shorter (spec §5.4).
    static func ifShorter(_ message: [UInt8]) -> [UInt8]? {
        guard message.count > leastBytes else { return nil }
        let folded = around(message)
        return folded.count < message.count ? folded : nil
    }

    /// What was folded, if it has no more than `limit` bytes.
    func unfolded(limit: Int) throws(DecompressionError) -> [UInt8] {
        guard algorithm == Self.lzw else { throw .unknownAlgorithm(algorithm) }
        return try LZWDecoder.decode(buffer, limit: limit)
    }
}
