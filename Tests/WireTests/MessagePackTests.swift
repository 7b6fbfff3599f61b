// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Wire

/// What the vectors leave open: spec §3 and our own refusals.
@Suite struct MessagePackTests {
    private func suspect(_ fields: [UInt8]) throws(DecodeError) -> Message {
        try Message.decode([MessageType.suspect.rawValue] + fields)
    }

    @Test func `nothing at all is no message`() {
        #expect(throws: DecodeError.empty) { try Message.decode([] as [UInt8]) }
        #expect(throws: DecodeError.unknownType(77)) { try Message.decode([77, 0x80]) }
        #expect(throws: DecodeError.unknownType(7)) { try Message.decode([7, 0]) }
    }

    @Test func `a name that is not UTF-8 is refused`() {
        let node: [UInt8] = [0x81, 0xA4] + "Node".utf8
        for bytes in [[0xA1, 0xFF], [0xA2, 0xC0, 0x80], [0xA3, 0xED, 0xA0, 0x80]] as [[UInt8]] {
            #expect(throws: DecodeError.notUTF8(at: 7)) { try suspect(node + bytes) }
        }
        #expect(throws: Never.self) { try suspect(node + [0xA2, 0xC3, 0xBC]) }
    }

    @Test func `an err text that is not UTF-8 is repaired, for people read it`() throws {
        let bytes: [UInt8] = [13, 0x81, 0xA5] + "Error".utf8 + [0xA2, 0x61, 0xFF]
        var decoder = StreamDecoder(side: .dialer)
        #expect(try decoder.receive(bytes) == .error("a\u{FFFD}"))
    }

    @Test(arguments: 0...20) func `an address has 0, 4 or 16 bytes`(count: Int) throws {
        let address = [UInt8](repeating: 1, count: count)
        let key: [UInt8] = [4, 0x81, 0xA4] + "Addr".utf8
        let string = key + [0xA0 | UInt8(count)] + address
        let array = key + [0xDC, 0, UInt8(count)] + address
        for bytes in [string, array] {
            if let expected = AddressBytes(address) {
                var alive = Alive.zero
                alive.endpoint.address = expected
                #expect(try Message.decode(bytes) == .alive(alive))
            } else {
                #expect(throws: DecodeError.addressLength(count, at: 7)) {
                    try Message.decode(bytes)
                }
            }
        }
    }

    @Test func `versions may be short, and have no more than six bytes`() throws {
        for count in 0...9 {
            let versions = (0..<UInt8(count)).map { $0 + 1 }
            let bytes = [4, 0x81, 0xA3] + "Vsn".utf8 + [0xA0 | UInt8(count)] + versions
            var alive = Alive.zero
            alive.versions = VersionVector(versions)
            #expect(try Message.decode(bytes) == .alive(alive))
            #expect(alive.versions.bytes == [UInt8](versions.prefix(6)))
        }
    }

    @Test func `values nest as deep as the limit and no deeper`() {
        func nested(_ depth: Int) -> [UInt8] {
            [0x81, 0xA1, 0x7A] + [UInt8](repeating: 0x91, count: depth - 1) + [0xC0]
        }
        let limit = WireLimits.objectDepth
        #expect(throws: Never.self) { try suspect(nested(limit)) }
        #expect(throws: DecodeError.nestedTooDeep(at: 4 + limit)) { try suspect(nested(limit + 1)) }
        // The same limit while an object is still arriving.
        #expect(throws: Never.self) { try scan(nested(limit)) }
        #expect(throws: DecodeError.self) { try scan(nested(limit + 1)) }
    }

    private func scan(_ bytes: [UInt8]) throws(DecodeError) -> Int? {
        try bytes.span.bytes.withUnsafeBytes { (bytes) throws(DecodeError) in
            var scanner = ObjectScanner()
            return try scanner.advance(over: bytes, limit: 1_000)
        }
    }

    @Test func `every format is stepped over, and the one that is none is refused`() throws {
        let values: [[UInt8]] = [
            [0x00], [0x80], [0x81, 1, 2], [0x90], [0x92, 1, 2], [0xA0], [0xA1, 1], [0xC0], [0xC2],
            [0xC3], [0xC4, 1, 1], [0xC5, 0, 1, 1], [0xC6, 0, 0, 0, 1, 1], [0xC7, 1, 9, 1],
            [0xC8, 0, 1, 9, 1], [0xC9, 0, 0, 0, 1, 9, 1], [0xCA, 1, 2, 3, 4],
            [0xCB, 1, 2, 3, 4, 5, 6, 7, 8], [0xCC, 1], [0xCD, 1, 2], [0xCE, 1, 2, 3, 4],
            [0xCF, 1, 2, 3, 4, 5, 6, 7, 8], [0xD0, 1], [0xD1, 1, 2], [0xD2, 1, 2, 3, 4],
            [0xD3, 1, 2, 3, 4, 5, 6, 7, 8], [0xD4, 9, 1], [0xD5, 9, 1, 2], [0xD6, 9, 1, 2, 3, 4],
            [0xD7, 9] + [UInt8](repeating: 1, count: 8),
            [0xD8, 9] + [UInt8](repeating: 1, count: 16), [0xD9, 1, 1], [0xDA, 0, 1, 1],
            [0xDB, 0, 0, 0, 1, 1], [0xDC, 0, 1, 1], [0xDD, 0, 0, 0, 1, 1], [0xDE, 0, 1, 1, 2],
            [0xDF, 0, 0, 0, 1, 1, 2], [0xFF],
        ]
        var expected = Suspect.zero
        expected.node = "a"
        let node = [0xA4] + "Node".utf8 + [0xA1, 0x61]
        for value in values {
            #expect(try scan(value + [0xC1]) == value.count)
            for length in value.indices { #expect(try scan([UInt8](value[..<length])) == nil) }
            let bytes: [UInt8] = [0x82, 0xA1, 0x7A] + value + node
            #expect(try suspect(bytes) == .suspect(expected))
        }
        #expect(throws: DecodeError.unexpectedFormat(0xC1, at: 0)) { try scan([0xC1]) }
    }

    @Test func `lengths and counts that lie end in an error, not in memory`() {
        let lies: [[UInt8]] = [
            [0xDF, 0xFF, 0xFF, 0xFF, 0xFF], [0xDD, 0xFF, 0xFF, 0xFF, 0xFF],
            [0x81, 0xDB, 0xFF, 0xFF, 0xFF, 0xFF], [0x81, 0xA1, 0x7A, 0xDD, 0xFF, 0xFF, 0xFF, 0xFF],
            [0x81, 0xA4] + "Node".utf8 + [0xDB, 0xFF, 0xFF, 0xFF, 0xFF],
        ]
        for lie in lies { #expect(throws: DecodeError.self) { try suspect(lie) } }
        let payload: [UInt8] = [2, 0x81, 0xA7] + "Payload".utf8
        let arrays: [[UInt8]] = [[0xDD, 0xFF, 0xFF, 0xFF, 0xFF, 1], [0xDC, 0xFF, 0xFF, 1]]
        for lie in arrays {
            // Refused at the count, before the first element.
            let error = DecodeError.truncated(at: payload.count + lie.count - 1)
            #expect(throws: error) { try Message.decode(payload + lie) }
        }
    }

    @Test func `long byte strings and texts have the lengths that raw-family heads have`() throws {
        for count in [0, 31, 32, 255, 256, 65_535, 65_536] {
            let ack = Ack(sequenceNumber: 1, payload: [UInt8](repeating: 5, count: count))
            #expect(try Message.decode(ack.encoded()) == .ack(ack))
            let text = String(repeating: "x", count: count)
            let suspect = Suspect(incarnation: 1, node: MemberName(text), from: "")
            #expect(try Message.decode(suspect.encoded()) == .suspect(suspect))
        }
    }
}
