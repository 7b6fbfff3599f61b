// SPDX-License-Identifier: Apache-2.0

/// Every field name of spec §4, and two of Serf's messages (spec §22.2).
enum FieldKey {
    case address, algorithm, buffer, error, from, incarnation, isJoin, lamportTime, metadata
    case name, nodes, node, payload, port, prune, sequenceNumber, sourceAddress, sourceNode
    case sourcePort, state, target, userMessageLength, userStateLength, versions, wantsNack

    /// As on the wire, case included.
    var text: StaticString {
        switch self {
        case .address: "Addr"
        case .algorithm: "Algo"
        case .buffer: "Buf"
        case .error: "Error"
        case .from: "From"
        case .incarnation: "Incarnation"
        case .isJoin: "Join"
        case .lamportTime: "LTime"
        case .metadata: "Meta"
        case .name: "Name"
        case .node: "Node"
        case .nodes: "Nodes"
        case .payload: "Payload"
        case .port: "Port"
        case .prune: "Prune"
        case .sequenceNumber: "SeqNo"
        case .sourceAddress: "SourceAddr"
        case .sourceNode: "SourceNode"
        case .sourcePort: "SourcePort"
        case .state: "State"
        case .target: "Target"
        case .userMessageLength: "UserMsgLen"
        case .userStateLength: "UserStateLen"
        case .versions: "Vsn"
        case .wantsNack: "Nack"
        }
    }

    /// The key that these bytes spell, without making a string of them.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard let candidate = Self.candidate(bytes), candidate.matches(bytes) else { return nil }
        self = candidate
    }

    /// Length and one or two telling bytes leave one key that it could be.
    private static func candidate(_ bytes: UnsafeRawBufferPointer) -> FieldKey? {
        switch bytes.count {
        case 3: bytes[0] == UInt8(ascii: "V") ? .versions : .buffer
        case 4: fourLetters(bytes)
        case 5: fiveLetters(bytes)
        case 6: .target
        case 7: .payload
        case 10: tenLetters(bytes)
        case 11: .incarnation
        case 12: .userStateLength
        default: nil
        }
    }

    private static func fourLetters(_ bytes: UnsafeRawBufferPointer) -> FieldKey? {
        switch bytes[0] {
        case UInt8(ascii: "A"): bytes[1] == UInt8(ascii: "d") ? .address : .algorithm
        case UInt8(ascii: "F"): .from
        case UInt8(ascii: "J"): .isJoin
        case UInt8(ascii: "M"): .metadata
        case UInt8(ascii: "P"): .port
        default:
            switch bytes[2] {
            case UInt8(ascii: "d"): .node
            case UInt8(ascii: "m"): .name
            default: .wantsNack
            }
        }
    }

    private static func fiveLetters(_ bytes: UnsafeRawBufferPointer) -> FieldKey? {
        switch bytes[1] {
        case UInt8(ascii: "e"): .sequenceNumber
        case UInt8(ascii: "o"): .nodes
        case UInt8(ascii: "r"): bytes[0] == UInt8(ascii: "P") ? .prune : .error
        case UInt8(ascii: "T"): .lamportTime
        default: .state
        }
    }

    private static func tenLetters(_ bytes: UnsafeRawBufferPointer) -> FieldKey? {
        switch bytes[6] {
        case UInt8(ascii: "A"): .sourceAddress
        case UInt8(ascii: "N"): .sourceNode
        case UInt8(ascii: "P"): .sourcePort
        default: .userMessageLength
        }
    }

    private func matches(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let text = text
        guard text.utf8CodeUnitCount == bytes.count else { return false }
        for index in 0..<bytes.count where text.utf8Start[index] != bytes[index] { return false }
        return true
    }
}
