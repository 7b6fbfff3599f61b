// SPDX-License-Identifier: Apache-2.0

/// The whole member table of a Go node, states and incarnations included.
///
/// The library's public API hides both, the protocol does not: this asks for a push/pull that
/// offers no members, and reads the answer (spec §6.2). It shares no code with what is tested.
struct GoTable {
    struct Row: Equatable {
        var name = ""
        var port: UInt64 = 0
        var meta: [UInt8] = []
        var incarnation: UInt64 = 0
        var state: State?
    }

    /// As numbered on the wire.
    enum State: UInt64 {
        case alive = 0
        case suspect = 1
        case dead = 2
        case left = 3
    }

    let rows: [Row]

    subscript(name: String) -> Row? { rows.first { $0.name == name } }

    /// A push/pull that offers no members and no state.
    private static let request: [UInt8] =
        [0x06, 0x83, 0xA4] + Array("Join".utf8) + [0xC2, 0xA5] + Array("Nodes".utf8)
        + [0x00, 0xAC] + Array("UserStateLen".utf8) + [0x00]

    /// How a node answers a push/pull: 6, or 9 when it compresses (spec §6.2, §5.4).
    static func firstByte(of port: UInt16) async throws -> UInt8? {
        await Loopback.stream(request, to: port).first
    }

    /// Asks a node that does not compress.
    static func ask(_ peer: GoPeer) async throws -> GoTable {
        let answer = await Loopback.stream(request, to: peer.port)
        var reader = Reader(bytes: answer)
        guard try reader.byte() == 0x06 else {
            throw Child.StartError(description: "\(peer.name) did not answer a push/pull")
        }
        var rowCount: UInt64 = 0
        try reader.map { key, value in
            if key == "Nodes", case .number(let count) = value { rowCount = count }
        }
        var rows: [Row] = []
        for _ in 0..<rowCount { rows.append(try reader.row()) }
        return GoTable(rows: rows)
    }

    private enum Value {
        case number(UInt64)
        case bytes([UInt8])
    }

    /// The part of msgpack that memberlist writes (spec §3).
    private struct Reader {
        struct Unreadable: Error {
            let byte: UInt8?
        }

        let bytes: [UInt8]
        var offset = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func byte() throws -> UInt8 {
            guard offset < bytes.count else { throw Unreadable(byte: nil) }
            offset += 1
            return bytes[offset - 1]
        }

        private mutating func number(bytes count: Int) throws -> UInt64 {
            var number: UInt64 = 0
            for _ in 0..<count { number = number << 8 | UInt64(try byte()) }
            return number
        }

        private mutating func take(_ count: UInt64) throws -> [UInt8] {
            guard count <= UInt64(bytes.count - offset) else { throw Unreadable(byte: nil) }
            offset += Int(count)
            return Array(bytes[offset - Int(count)..<offset])
        }

        private mutating func value() throws -> Value {
            let head = try byte()
            switch head {
            case 0x00...0x7F: return .number(UInt64(head))
            case 0xA0...0xBF: return .bytes(try take(UInt64(head & 0x1F)))
            case 0xC0: return .bytes([])
            case 0xC2, 0xC3: return .number(UInt64(head & 1))
            case 0xCC...0xCF: return .number(try number(bytes: 1 << Int(head - 0xCC)))
            case 0xDA: return .bytes(try take(try number(bytes: 2)))
            case 0xDB: return .bytes(try take(try number(bytes: 4)))
            default: throw Unreadable(byte: head)
            }
        }

        mutating func map(_ body: (String, Value) -> Void) throws {
            let head = try byte()
            guard head & 0xF0 == 0x80 else { throw Unreadable(byte: head) }
            for _ in 0..<(head & 0x0F) {
                guard case .bytes(let key) = try value() else { throw Unreadable(byte: head) }
                body(String(decoding: key, as: UTF8.self), try value())
            }
        }

        mutating func row() throws -> Row {
            var row = Row()
            try map { key, value in
                switch (key, value) {
                case ("Name", .bytes(let name)): row.name = String(decoding: name, as: UTF8.self)
                case ("Port", .number(let port)): row.port = port
                case ("Meta", .bytes(let meta)): row.meta = meta
                case ("Incarnation", .number(let number)): row.incarnation = number
                case ("State", .number(let number)): row.state = State(rawValue: number)
                default: break
                }
            }
            return row
        }
    }
}
