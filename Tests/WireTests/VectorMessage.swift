// SPDX-License-Identifier: Apache-2.0

@testable import Wire

/// Any structure of spec §4, made from a vector's fields or from bytes, to compare the two.
enum VectorMessage: Hashable {
    case message(Message)
    case error(ErrorText)
    case compressed(CompressedMessage)
    case pushPullHeader(PushPullHeader)
    case userMessageHeader(UserMessageHeader)
    case state(PushNodeState)

    /// What the vector says was meant.
    init(_ name: String, _ fields: [String: FieldValue]) {
        switch name {
        case "ping": self = .message(.ping(Ping(fields)))
        case "indirectPing": self = .message(.indirectPing(IndirectPing(fields)))
        case "ackResp":
            let ack = Ack(sequenceNumber: fields.sequenceNumber, payload: fields.bytes("Payload"))
            self = .message(.ack(ack))
        case "nackResp": self = .message(.nack(Nack(sequenceNumber: fields.sequenceNumber)))
        case "suspect": self = .message(.suspect(Suspect(fields)))
        case "dead": self = .message(.dead(Dead(fields)))
        case "alive": self = .message(.alive(Alive(fields)))
        case "err": self = .error(ErrorText(text: fields.text("Error")))
        case "compress":
            let algorithm = UInt8(fields.number("Algo"))
            let compressed = CompressedMessage(algorithm: algorithm, buffer: fields.bytes("Buf"))
            self = .compressed(compressed)
        case "pushPullHeader": self = .pushPullHeader(PushPullHeader(fields))
        case "userMsgHeader":
            self = .userMessageHeader(UserMessageHeader(length: fields.number("UserMsgLen")))
        case "pushNodeState": self = .state(PushNodeState(fields))
        default: fatalError("no structure is called \(name)")
        }
    }

    /// What a body without type byte holds, read as the named structure.
    init(_ name: String, body: [UInt8]) throws(DecodeError) {
        let types: [String: MessageType] = [
            "ping": .ping, "indirectPing": .indirectPing, "ackResp": .ack, "nackResp": .nack,
            "suspect": .suspect, "alive": .alive, "dead": .dead,
        ]
        if let type = types[name] {
            self = .message(try Message.decode([type.rawValue] + body))
            return
        }
        self = try body.span.bytes.withUnsafeBytes { (bytes) throws(DecodeError) in
            var reader = MessagePackReader(bytes)
            switch name {
            case "err": return .error(try reader.structure())
            case "compress": return .compressed(try reader.structure())
            case "pushPullHeader": return .pushPullHeader(try reader.structure())
            case "userMsgHeader": return .userMessageHeader(try reader.structure())
            case "pushNodeState": return .state(try reader.structure())
            default: fatalError("no structure is called \(name)")
            }
        }
    }

    /// With the type byte, if it has one.
    var encoded: [UInt8] {
        switch self {
        case .message(let message): message.encoded()
        case .error(let error): error.encoded(as: .error)
        case .compressed(let compressed): compressed.encoded(as: .compress)
        case .pushPullHeader(let header): header.encoded(as: .pushPull)
        case .userMessageHeader(let header): header.encoded(as: .user)
        case .state(let state): state.encoded()
        }
    }
}

extension [String: FieldValue] {
    fileprivate var sequenceNumber: SequenceNumber {
        SequenceNumber(rawValue: UInt32(number("SeqNo")))
    }

    fileprivate var incarnation: Incarnation {
        Incarnation(rawValue: UInt32(number("Incarnation")))
    }

    fileprivate func name(_ key: String) -> MemberName { MemberName(text(key)) }

    fileprivate func endpoint(_ address: String, _ port: String) -> Endpoint {
        Endpoint(address: AddressBytes(bytes(address))!, port: UInt16(number(port)))
    }
}

extension Ping {
    fileprivate init(_ fields: [String: FieldValue]) {
        self.init(
            sequenceNumber: fields.sequenceNumber,
            node: fields.name("Node"),
            source: fields.endpoint("SourceAddr", "SourcePort"),
            sourceNode: fields.name("SourceNode")
        )
    }
}

extension IndirectPing {
    fileprivate init(_ fields: [String: FieldValue]) {
        self.init(
            sequenceNumber: fields.sequenceNumber,
            target: fields.endpoint("Target", "Port"),
            node: fields.name("Node"),
            wantsNack: fields.bool("Nack"),
            source: fields.endpoint("SourceAddr", "SourcePort"),
            sourceNode: fields.name("SourceNode")
        )
    }
}

extension Suspect {
    fileprivate init(_ fields: [String: FieldValue]) {
        self.init(
            incarnation: fields.incarnation,
            node: fields.name("Node"),
            from: fields.name("From")
        )
    }
}

extension Dead {
    fileprivate init(_ fields: [String: FieldValue]) {
        self.init(
            incarnation: fields.incarnation,
            node: fields.name("Node"),
            from: fields.name("From")
        )
    }
}

extension Alive {
    fileprivate init(_ fields: [String: FieldValue]) {
        self.init(
            incarnation: fields.incarnation,
            node: fields.name("Node"),
            endpoint: fields.endpoint("Addr", "Port"),
            metadata: fields.bytes("Meta"),
            versions: VersionVector(fields.bytes("Vsn"))
        )
    }
}

extension PushNodeState {
    fileprivate init(_ fields: [String: FieldValue]) {
        self.init(
            name: fields.name("Name"),
            endpoint: fields.endpoint("Addr", "Port"),
            metadata: fields.bytes("Meta"),
            incarnation: fields.incarnation,
            state: fields.number("State"),
            versions: VersionVector(fields.bytes("Vsn"))
        )
    }
}

extension PushPullHeader {
    fileprivate init(_ fields: [String: FieldValue]) {
        self.init(
            nodes: fields.number("Nodes"),
            userStateLength: fields.number("UserStateLen"),
            join: fields.bool("Join")
        )
    }
}
