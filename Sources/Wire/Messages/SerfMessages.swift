// SPDX-License-Identifier: Apache-2.0

/// A member's intent to join or to leave, as Serf gossips it in user messages (spec §22.2).
package struct SerfIntent: Hashable, Sendable {
    /// Serf's Lamport time: a member believes an intent that is later than what it knows.
    package var time: UInt64
    package var node: MemberName

    package init(time: UInt64, node: MemberName) {
        self.time = time
        self.node = node
    }

    /// The first byte of the user message.
    private static let leaveType: UInt8 = 0
    private static let joinType: UInt8 = 1

    /// The payload of the user message that says that `node` leaves on purpose.
    package func encodedAsLeave() -> [UInt8] {
        var writer = MessagePackWriter()
        writer.raw([Self.leaveType])
        write(to: &writer)
        return writer.bytes
    }

    /// The intent in a user message; `nil` for anything else that it may be.
    package init?(userMessage: [UInt8]) {
        guard let first = userMessage.first, first == Self.leaveType || first == Self.joinType,
            let intent: Self = try? userMessage.span.bytes.withUnsafeBytes({ bytes in
                var reader = MessagePackReader(bytes, at: 1)
                return try reader.structure()
            })
        else { return nil }
        self = intent
    }
}

extension SerfIntent: MessageBody {
    static let zero = SerfIntent(time: 0, node: "")
    static var declaration: [FieldKey] { [.lamportTime, .node, .prune] }

    mutating func read(
        _ field: FieldKey,
        from reader: inout MessagePackReader
    ) throws(DecodeError) {
        switch field {
        case .lamportTime: time = try reader.unsigned()
        case .node: node = try reader.name()
        default: try reader.skip()
        }
    }

    func write(to writer: inout MessagePackWriter) {
        writer.map(3)
        writer.field(.lamportTime, time)
        writer.field(.node, node)
        writer.field(.prune, false)
    }
}

/// What Serf's state in a push/pull says of its clock (spec §22.2); the rest is passed over.
package struct SerfState: Hashable, Sendable {
    /// The Lamport time of the sender.
    package var time: UInt64

    /// The first byte of the state.
    private static let type: UInt8 = 2

    /// `nil` when the state is not one of Serf's.
    package init?(userState: [UInt8]) {
        guard userState.first == Self.type,
            let state: Self = try? userState.span.bytes.withUnsafeBytes({ bytes in
                var reader = MessagePackReader(bytes, at: 1)
                return try reader.structure()
            })
        else { return nil }
        self = state
    }

    private init(time: UInt64) { self.time = time }
}

extension SerfState: MessageBody {
    static let zero = SerfState(time: 0)
    static var declaration: [FieldKey] { [.lamportTime] }

    mutating func read(
        _ field: FieldKey,
        from reader: inout MessagePackReader
    ) throws(DecodeError) {
        if field == .lamportTime { time = try reader.unsigned() } else { try reader.skip() }
    }

    func write(to writer: inout MessagePackWriter) {
        writer.map(1)
        writer.field(.lamportTime, time)
    }
}
