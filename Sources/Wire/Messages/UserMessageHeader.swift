// SPDX-License-Identifier: Apache-2.0

/// What precedes a user message on a stream (spec §4).
///
/// The length is as received, maybe negative.
struct UserMessageHeader: Hashable {
    /// Bytes.
    var length: Int
}

extension UserMessageHeader: MessageBody {
    static let zero = UserMessageHeader(length: 0)

    static var declaration: [FieldKey] { [.userMessageLength] }

    mutating func read(
        _ field: FieldKey,
        from reader: inout MessagePackReader
    ) throws(DecodeError) {
        switch field {
        case .userMessageLength: length = try reader.signed()
        default: try reader.skip()
        }
    }

    func write(to writer: inout MessagePackWriter) {
        writer.map(1)
        writer.field(.userMessageLength, signed: length)
    }
}
