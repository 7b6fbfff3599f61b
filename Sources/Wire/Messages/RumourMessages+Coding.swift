// SPDX-License-Identifier: Apache-2.0

extension Alive: MessageBody {
    static let zero = Alive(
        incarnation: 0,
        node: "",
        endpoint: Endpoint(address: .none, port: 0),
        versions: .none
    )

    static var declaration: [FieldKey] {
        [.incarnation, .node, .address, .port, .metadata, .versions]
    }

    mutating func read(
        _ field: FieldKey,
        from reader: inout MessagePackReader
    ) throws(DecodeError) {
        switch field {
        case .incarnation: incarnation = Incarnation(rawValue: try reader.unsigned())
        case .node: node = try reader.name()
        case .address: endpoint.address = try reader.address()
        case .port: endpoint.port = try reader.unsigned()
        case .metadata: metadata = try reader.bytes()
        case .versions: versions = try reader.versions()
        default: try reader.skip()
        }
    }

    func write(to writer: inout MessagePackWriter) {
        writer.map(6)
        writer.field(.address, endpoint.address.bytes)
        writer.field(.incarnation, incarnation.rawValue)
        writer.field(.metadata, metadata)
        writer.field(.node, node)
        writer.field(.port, endpoint.port)
        writer.field(.versions, versions.bytes)
    }

    /// The type byte and the body (spec §4).
    package func encoded() -> [UInt8] { encoded(as: .alive) }
}

extension Suspect: MessageBody {
    static let zero = Suspect(incarnation: 0, node: "", from: "")

    static var declaration: [FieldKey] { [.incarnation, .node, .from] }

    mutating func read(
        _ field: FieldKey,
        from reader: inout MessagePackReader
    ) throws(DecodeError) {
        switch field {
        case .incarnation: incarnation = Incarnation(rawValue: try reader.unsigned())
        case .node: node = try reader.name()
        case .from: from = try reader.name()
        default: try reader.skip()
        }
    }

    func write(to writer: inout MessagePackWriter) {
        writer.accusation(of: node, incarnation, by: from)
    }

    /// The type byte and the body (spec §4).
    package func encoded() -> [UInt8] { encoded(as: .suspect) }
}

extension Dead: MessageBody {
    static let zero = Dead(incarnation: 0, node: "", from: "")

    static var declaration: [FieldKey] { [.incarnation, .node, .from] }

    mutating func read(
        _ field: FieldKey,
        from reader: inout MessagePackReader
    ) throws(DecodeError) {
        switch field {
        case .incarnation: incarnation = Incarnation(rawValue: try reader.unsigned())
        case .node: node = try reader.name()
        case .from: from = try reader.name()
        default: try reader.skip()
        }
    }

    func write(to writer: inout MessagePackWriter) {
        writer.accusation(of: node, incarnation, by: from)
    }

    /// The type byte and the body (spec §4).
    package func encoded() -> [UInt8] { encoded(as: .dead) }
}

extension MessagePackWriter {
    /// The body that suspect and dead share.
    fileprivate mutating func accusation(
        of node: MemberName,
        _ incarnation: Incarnation,
        by accuser: MemberName
    ) {
        map(3)
        field(.from, accuser)
        field(.incarnation, incarnation.rawValue)
        field(.node, node)
    }
}
