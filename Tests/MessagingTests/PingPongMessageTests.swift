// SPDX-License-Identifier: Apache-2.0

import Messaging
import Testing

/// What Go 1.19's encoding/json answers to the same bytes, but for `null` and `{}`, which it
/// reads as an empty message and we hand to the application.
@Suite struct PingPongMessageTests {
    @Test(arguments: [
        (#"{"key":"ping","value":0}"#, "ping", UInt64(0)),
        (#"{"value":7,"key":"pong"}"#, "pong", 7),
        (" {\"KEY\" : \"a\" ,\r\n\t\"vAlUe\" : 1 } ", "a", 1),
        ("{\"\u{212A}ey\":\"kelvin\",\"value\":2}", "kelvin", 2),
        (#"{"key":"a"}"#, "a", 0),
        (#"{"value":3}"#, "", 3),
        (#"{"key":null,"value":null}"#, "", 0),
        (#"{"key":"a","value":18446744073709551615}"#, "a", .max),
        (#"{"key":"a","value":1,"extra":{"deep":[1,2,{"x":null}]}}"#, "a", 1),
        (#"{"key":"a","key":"b","value":1,"value":2}"#, "b", 2),
        (#"{"key":"a","value":1,"value":null}"#, "a", 1),
        (#"{"key":"\ud800","value":1}"#, "\u{FFFD}", 1),
        (#"{"key":"\ud800A","value":1}"#, "\u{FFFD}A", 1),
        (#"{"key":"\ud83d\ude00","value":1}"#, "😀", 1),
    ])
    func `what a Go peer accepts is a message`(text: String, key: String, value: UInt64) {
        let expected = PingPongMessage(key: key, value: value)
        #expect(PingPongMessage(payload: Array(text.utf8)) == expected)
    }

    @Test func `broken UTF-8 in a key is repaired as a Go peer repairs it`() {
        let payload = Array(#"{"key":""#.utf8) + [0xFF] + Array(#"","value":1}"#.utf8)
        #expect(PingPongMessage(payload: payload) == PingPongMessage(key: "\u{FFFD}", value: 1))
    }

    @Test(arguments: [
        "", "null", "{}", "[]", "3", #""x""#, "{'key':'a'}", #"{"other":1}"#,
        #"{"key":"a","value":1}x"#, #"{"key":"a","value":1}{"key":"b"}"#,
        #"{"key":"a","value":18446744073709551616}"#, #"{"key":"a","value":-1}"#,
        #"{"key":"a","value":-0}"#, #"{"key":"a","value":1.0}"#, #"{"key":"a","value":1e2}"#,
        #"{"key":"a","value":"1"}"#, #"{"key":"a","value":true}"#, #"{"key":"a","value":01}"#,
        #"{"key":1,"value":1}"#, #"{"key":{},"value":1}"#, #"{"key":"a","value":1,}"#,
        #"{"key":"a" "value":1}"#, #"{"key":"\x","value":1}"#, "{\"key\":\"a\tb\",\"value\":1}",
        "\u{FEFF}{\"key\":\"a\"}", #"{"key":"\u00zz"}"#, #"{"key":"a"#, #"{"key""#,
    ])
    func `what a Go peer refuses is no message`(text: String) {
        #expect(PingPongMessage(payload: Array(text.utf8)) == nil)
    }

    @Test func `every beginning of a message is no message`() {
        let whole = Array(#"{"key":"p\u0069ng","value":10,"x":[true,null,-1.5e3]}"#.utf8)
        for length in 0..<whole.count {
            #expect(PingPongMessage(payload: Array(whole[..<length])) == nil, "\(length) bytes")
        }
        #expect(PingPongMessage(payload: whole) == PingPongMessage(key: "ping", value: 10))
    }

    @Test func `a payload nested beyond the limit is no message, and one at the limit is`() {
        func payload(depth: Int) -> [UInt8] {
            let open = String(repeating: "[", count: depth - 1)
            let close = String(repeating: "]", count: depth - 1)
            return Array("{\"key\":\"a\",\"x\":\(open)\(close)}".utf8)
        }
        let limit = PingPongMessage.maximumDepth
        #expect(PingPongMessage(payload: payload(depth: limit)) != nil)
        #expect(PingPongMessage(payload: payload(depth: limit + 1)) == nil)
        #expect(PingPongMessage(payload: payload(depth: 30_000)) == nil)
    }

    @Test func `a payload longer than the limit is no message, and one at the limit is`() {
        func payload(bytes: Int) -> [UInt8] {
            let frame = #"{"key":""}"#
            return Array("{\"key\":\"\(String(repeating: "k", count: bytes - frame.count))\"}".utf8)
        }
        let limit = PingPongMessage.maximumPayloadBytes
        #expect(PingPongMessage(payload: payload(bytes: limit)) != nil)
        #expect(PingPongMessage(payload: payload(bytes: limit + 1)) == nil)
    }

    @Test(arguments: [
        ("ping", #"{"key":"ping","value":18446744073709551615}"#),
        ("a\"b\\c", #"{"key":"a\"b\\c","value":18446744073709551615}"#),
        ("<&>", #"{"key":"\u003c\u0026\u003e","value":18446744073709551615}"#),
        ("\u{2028}\u{2029}", #"{"key":"\u2028\u2029","value":18446744073709551615}"#),
        (
            "\u{0}\u{1F}\n\r\t\u{8}\u{C}\u{7F}",
            #"{"key":"\u0000\u001f\n\r\t\b\f"# + "\u{7F}" + #"","value":18446744073709551615}"#
        ),
        ("é😀", #"{"key":"é😀","value":18446744073709551615}"#),
    ])
    func `a message is written byte for byte as Go writes it`(key: String, text: String) {
        let message = PingPongMessage(key: key, value: .max)
        #expect(String(decoding: message.encoded(), as: UTF8.self) == text)
        #expect(PingPongMessage(payload: message.encoded()) == message)
    }

    @Test func `a peer cannot drive the terminal that shows its key`() {
        let message = PingPongMessage(key: "a\u{1B}[2J\n\u{9B}é\u{202E}\u{2028}", value: 1)
        #expect(
            message.description == #"key=a\u{1b}[2J\n\u{9b}é\u{202e}\u{2028} value=1"#
        )
    }
}
