// SPDX-License-Identifier: Apache-2.0

/// Every message of the protocol with every field wrong in every way, one at a time (spec §4).
struct WrongMessages: Sendable {
    /// Cannot be decoded, whatever one thinks of the other fields.
    private(set) var malformed: [[UInt8]] = []
    /// Can be decoded, and is odd.
    private(set) var odd: [[UInt8]] = []

    private static let incarnation = WrongField("Incarnation", .unsigned(bits: 32), .int(7))
    private static let sequence = WrongField("SeqNo", .unsigned(bits: 32), .int(0x7FFF_0000))
    private static let source = [
        WrongField("SourceAddr", .address, .bytes([127, 0, 0, 1])),
        WrongField("SourceNode", .text, .text("ghost")),
        WrongField("SourcePort", .unsigned(bits: 16), .int(9)),
    ]
    private static let accusation = [
        WrongField("From", .text, .text("stranger")), incarnation,
        WrongField("Node", .text, .text("ghost")),
    ]
    private static let state = [
        WrongField("Addr", .address, .bytes([127, 0, 0, 9])), incarnation,
        WrongField("Meta", .bytes, .bytes([1])), WrongField("Name", .text, .text("ghost")),
        WrongField("Port", .unsigned(bits: 16), .int(9)), WrongField("State", .signed, .int(2)),
        WrongField("Vsn", .bytes, .bytes([1, 5, 2, 0, 0, 0])),
    ]

    /// What goes into packets.
    static let packets: WrongMessages = {
        var messages = WrongMessages()
        messages.add(0, [WrongField("Node", .text, .text("nobody")), sequence] + source)
        messages.add(
            1,
            [
                WrongField("Nack", .bool, .bool(true)), WrongField("Node", .text, .text("ghost")),
                WrongField("Port", .unsigned(bits: 16), .int(9)), sequence,
                WrongField("Target", .address, .bytes([127, 0, 0, 9])),
            ] + source
        )
        messages.add(2, [WrongField("Payload", .bytes, .bytes([1])), sequence])
        messages.add(3, accusation)
        messages.add(
            4,
            [
                WrongField("Addr", .address, .bytes([127, 0, 0, 9])), incarnation,
                WrongField("Meta", .bytes, .bytes([1])), WrongField("Node", .text, .text("ghost")),
                WrongField("Port", .unsigned(bits: 16), .int(9)),
                WrongField("Vsn", .bytes, .bytes([1, 5, 2, 0, 0, 0])),
            ]
        )
        messages.add(5, accusation)
        messages.add(11, [sequence])
        return messages
    }()

    /// What goes into streams; each is whole, so that its end is not what is wrong with it.
    static let streams: WrongMessages = {
        var messages = WrongMessages()
        messages.add(0, [WrongField("Node", .text, .text("nobody")), sequence] + source)
        messages.add(8, [WrongField("UserMsgLen", .signed, .int(0))])
        let header = [
            WrongField("Join", .bool, .bool(false)), WrongField("Nodes", .signed, .int(0)),
            WrongField("UserStateLen", .signed, .int(0)),
        ]
        messages.add(6, header)
        let one = Packed.map([
            ("Join", .bool(false)), ("Nodes", .int(1)), ("UserStateLen", .int(0)),
        ])
        messages.add(6, before: one.encoded, state)
        for (field, limit) in [("UserMsgLen", 20 << 20), ("Nodes", 1 << 20)] {
            for length in [-1, Int.min, limit + 1, 0xFFFF_FFFF, Int.max] {
                let type: UInt8 = field == "Nodes" ? 6 : 8
                messages.malformed.append([type] + Packed.map([(field, .int(length))]).encoded)
            }
        }
        return messages
    }()

    /// One message right but for one field, for each field and each wrong value.
    private mutating func add(_ type: UInt8, before: [UInt8] = [], _ fields: [WrongField]) {
        func message(_ map: [(key: String, value: Packed)]) -> [UInt8] {
            [type] + before + Packed.map(map).encoded
        }
        let right = fields.map { (key: $0.key, value: $0.right) }
        for (index, field) in fields.enumerated() {
            var map = right
            for wrong in field.wrongs {
                map[index].value = wrong
                malformed.append(message(map))
            }
            for oddity in field.oddities {
                map[index].value = oddity
                odd.append(message(map))
            }
            map.remove(at: index)
            odd.append(message(map))
            odd.append(message(right + [right[index]]))
        }
        odd.append(message(right + [("Extra", .nested(12)), ("More", .notANumber)]))
        odd.append(message([]))
        odd.append([type] + before + [0xC0])
        malformed.append([type] + before + Packed.array([.text("a"), .float]).encoded)
        malformed.append([type] + before + Packed.text("a").encoded)
        malformed.append([type] + before + Packed.int(7).encoded)
    }
}
