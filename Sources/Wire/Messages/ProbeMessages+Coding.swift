// SPDX-License-Identifier: Apache-2.0

extension Ping: MessageBody {
    static let zero = Ping(sequenceNumber: 0, node: "")

    static var declaration: [FieldKey] {
        [.sequenceNumber, .node, .sourceAddress, .sourcePort, .sourceNode]
    }

    mutating func read(
        _ field: FieldKey,
        from reader: inout MessagePackReader
    ) throws(DecodeError) {
        switch field {
        case .sequenceNumber: sequenceNumber = SequenceNumber(rawValue: try reader.unsigned())
        case .node: node = try reader.name()
        case .sourceAddress: source.address = try reader.address()
        case .sourcePort: source.port = try reader.unsigned()
        case .sourceNode: sourceNode = try reader.name()
        default: try reader.skip()
        }
    }

    func write(to writer: inout MessagePackWriter) {
        writer.map(2 + source.writtenFields + (sourceNode.isEmpty ? 0 : 1))
        writer.field(.node, node)
        writer.field(.sequenceNumber, sequenceNumber.rawValue)
        writer.source(source, sourceNode)
    }

    /// The type byte and the body (spec §4).
    package func encoded() -> [UInt8] { encoded(as: .ping) }
}

extension IndirectPing: MessageBody {
    static let zero = IndirectPing(
        sequenceNumber: 0,
        target: Endpoint(address: .none, port: 0),
        node: "",
        wantsNack: false
    )

    static var declaration: [FieldKey] {
        [
            .sequenceNumber, .target, .port, .node, .wantsNack, .sourceAddress, .sourcePort,
            .sourceNode,
        ]
    }

    mutating func read(
        _ field: FieldKey,
        from reader: inout MessagePackReader
    ) throws(DecodeError) {
        switch field {
        case .sequenceNumber: sequenceNumber = SequenceNumber(rawValue: try reader.unsigned())
        case .target: target.address = try reader.address()
        case .port: target.port = try reader.unsigned()
        case .node: node = try reader.name()
        case .wantsNack: wantsNack = try reader.bool()
        case .sourceAddress: source.address = try reader.address()
        case .sourcePort: source.port = try reader.unsigned()
        case .sourceNode: sourceNode = try reader.name()
        default: try reader.skip()
        }
    }

    func write(to writer: inout MessagePackWriter) {
        writer.map(5 + source.writtenFields + (sourceNode.isEmpty ? 0 : 1))
        writer.field(.wantsNack, wantsNack)
        writer.field(.node, node)
        writer.field(.port, target.port)
        writer.field(.sequenceNumber, sequenceNumber.rawValue)
        writer.source(source, sourceNode)
        writer.field(.target, target.address.bytes)
    }

    /// The type byte and the body (spec §4).
    package func encoded() -> [UInt8] { encoded(as: .indirectPing) }
}

extension Ack: MessageBody {
    static let zero = Ack(sequenceNumber: 0)

    static var declaration: [FieldKey] { [.sequenceNumber, .payload] }

    mutating func read(
        _ field: FieldKey,
        from reader: inout MessagePackReader
    ) throws(DecodeError) {
        switch field {
        case .sequenceNumber: sequenceNumber = SequenceNumber(rawValue: try reader.unsigned())
        case .payload: payload = try reader.bytes()
        default: try reader.skip()
        }
    }

    func write(to writer: inout MessagePackWriter) {
        writer.map(2)
        writer.field(.payload, payload)
        writer.field(.sequenceNumber, sequenceNumber.rawValue)
    }

    /// The type byte and the body (spec §4).
    package func encoded() -> [UInt8] { encoded(as: .ack) }
}

extension Nack: MessageBody {
    static let zero = Nack(sequenceNumber: 0)

    static var declaration: [FieldKey] { [.sequenceNumber] }

    mutating func read(
        _ field: FieldKey,
        from reader: inout MessagePackReader
    ) throws(DecodeError) {
        switch field {
        case .sequenceNumber: sequenceNumber = SequenceNumber(rawValue: try reader.unsigned())
        default: try reader.skip()
        }
    }

    func write(to writer: inout MessagePackWriter) {
        writer.map(1)
        writer.field(.sequenceNumber, sequenceNumber.rawValue)
    }

    /// The type byte and the body (spec §4).
    package func encoded() -> [UInt8] { encoded(as: .nack) }
}

extension Endpoint {
    /// How many of the two fields of a ping's source are sent: empty ones are left out.
    fileprivate var writtenFields: Int { (address.isEmpty ? 0 : 1) + (port == 0 ? 0 : 1) }
}

extension MessagePackWriter {
    /// The fields that say where an answer is to go, each left out when empty (spec §4).
    fileprivate mutating func source(_ source: Endpoint, _ node: MemberName) {
        if !source.address.isEmpty { field(.sourceAddress, source.address.bytes) }
        if !node.isEmpty { field(.sourceNode, node) }
        if source.port != 0 { field(.sourcePort, source.port) }
    }
}
