// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import pingctl

struct EventStreamReaderTests {
    private static let sample =
        "\u{FEFF}retry: 250\nid: 41\n\n: comment\n"
        + "event: member-join\nid: 42\ndata: {\"a\":\ndata:1}\n\n"
        + ":\nid: 43\n\ndata\n\nid: 4\u{0}4\ndata:  x\nfoo: bar\n\nevent: lost\ndata: y\n"

    private static let events = [
        StreamEvent(type: "member-join", id: "42", data: Array("{\"a\":\n1}".utf8)),
        StreamEvent(type: "message", id: "43", data: []),
        StreamEvent(type: "message", id: "43", data: Array(" x".utf8)),
    ]

    @Test(arguments: ["\n", "\r", "\r\n"], [1, 2, 7, 10_000])
    func `a stream is read alike in pieces of any size and with any line end`(
        end: String,
        size: Int
    ) throws {
        let bytes = Self.sample.utf8.flatMap { $0 == 0x0A ? Array(end.utf8) : [$0] }
        var reader = EventStreamReader()
        var events: [StreamEvent] = []
        for begin in stride(from: 0, to: bytes.count, by: size) {
            events += try reader.read(Array(bytes[begin..<min(begin + size, bytes.count)]))
        }
        // The last event is not over, so it has not come.
        #expect(events == Self.events)
        #expect(reader.lastID == "43")
        #expect(reader.retry == .milliseconds(250))
    }

    @Test func `a number counts only when its block is whole`() throws {
        var reader = EventStreamReader(lastID: "7")
        #expect(try reader.read(Array("id: 8\ndata: x".utf8)) == [])
        #expect(reader.lastID == "7")
        #expect(try reader.read(Array("\n\n".utf8)).map(\.id) == ["8"])
        #expect(reader.lastID == "8")
    }

    @Test func `an event without an end is not collected for ever`() throws {
        var reader = EventStreamReader()
        let line = Array("data: \(String(repeating: "x", count: 1_000))\n".utf8)
        #expect(throws: TransferError.answerTooLarge(limitBytes: 1 << 20)) {
            for _ in 0..<2_000 { _ = try reader.read(line) }
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `any bytes are read, and alike in any pieces`(seed: UInt64) throws {
        var random = Xorshift(state: seed)
        for _ in 0..<500 {
            let bytes = random.bytes(of: "data: \nid: 1\revent:\0x\u{FEFF}", below: 80)
            var (whole, pieces) = (EventStreamReader(), EventStreamReader())
            let expected = try whole.read(bytes)
            var events: [StreamEvent] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let size = Int.random(in: 1...rest.count, using: &random)
                events += try pieces.read(Array(rest.prefix(size)))
                rest = rest.dropFirst(size)
            }
            #expect(events == expected)
            #expect(whole.lastID == pieces.lastID)
        }
    }

    @Test(arguments: ["retry: -1", "retry: 1s", "retry: 99999999999", "retry"])
    func `a pause that is none is passed over`(line: String) throws {
        var reader = EventStreamReader()
        _ = try reader.read(Array((line + "\n\n").utf8))
        #expect(reader.retry == nil)
    }
}
