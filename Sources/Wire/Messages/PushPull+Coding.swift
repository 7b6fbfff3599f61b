// SPDX-License-Identifier: Apache-2.0

extension PushNodeState: MessageBody {
    static let zero = PushNodeState(
        name: "",
        endpoint: Endpoint(address: .none, port: 0),
        metadata: [],
        incarnation: 0,
        state: 0,
        versions: .none
    )

    static var declaration: [FieldKey] {
        [.name, .address, .port, .metadata, .incarnation, .state, .versions]
    }

    mutating func read(
        _ field: FieldKey,
        from reader: inout MessagePackReader
    ) throws(DecodeError) {
        switch field {
        case .name: name = try reader.name()
        case .address: endpoint.address = try reader.address()
        case .port: endpoint.port = try reader.unsigned()
        case .metadata: metadata = try reader.bytes()
        case .incarnation: incarnation = Incarnation(rawValue: try reader.unsigned())
        case .state: state = try reader.signed()
        case .versions: versions = try reader.versions()
        default: try reader.skip()
        }
    }

    func write(to writer: inout MessagePackWriter) {
        writer.map(7)
        writer.field(.address, endpoint.address.bytes)
        writer.field(.incarnation, incarnation.rawValue)
        writer.field(.metadata, metadata)
        writer.field(.name, name)
        writer.field(.port, endpoint.port)
        writer.field(.state, signed: state)
        writer.field(.versions, versions.bytes)
    }

    /// The body alone: states follow a push/pull header without type bytes (spec §6.2).
    package func encoded() -> [UInt8] {
        var writer = MessagePackWriter()
        write(to: &writer)
        return writer.bytes
    }
}

extension PushPull {
    /// The whole frame: type byte, header, states, application state (spec §6.2).
    package func encoded() -> [UInt8] {
        var writer = MessagePackWriter(.pushPull)
        PushPullHeader(nodes: nodes.count, userStateLength: userState.count, join: join)
            .write(to: &writer)
        for node in nodes { node.write(to: &writer) }
        writer.raw(userState)
        return writer.bytes
    }
}
