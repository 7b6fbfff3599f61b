// SPDX-License-Identifier: Apache-2.0

/// What precedes the states of a push/pull (spec §4).
///
/// The counts are as received, maybe negative.
struct PushPullHeader: Hashable {
    var nodes: Int
    /// Bytes.
    var userStateLength: Int
    var join: Bool
}

extension PushPullHeader: MessageBody {
    static let zero = PushPullHeader(nodes: 0, userStateLength: 0, join: false)

    static var declaration: [FieldKey] { [.nodes, .userStateLength, .isJoin] }

    mutating func read(
        _ field: FieldKey,
        from reader: inout MessagePackReader
    ) throws(DecodeError) {
        switch field {
        case .nodes: nodes = try reader.signed()
        case .userStateLength: userStateLength = try reader.signed()
        case .isJoin: join = try reader.bool()
        default: try reader.skip()
        }
    }

    func write(to writer: inout MessagePackWriter) {
        writer.map(3)
        writer.field(.isJoin, join)
        writer.field(.nodes, signed: nodes)
        writer.field(.userStateLength, signed: userStateLength)
    }
}
