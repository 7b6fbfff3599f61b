// SPDX-License-Identifier: Apache-2.0

import Foundation
import GatewayAPI
import Testing

@testable import Gateway

/// Bodies that a lenient reader would take, or choke on (RFC 8259): each is 400, and says where.
@Suite struct StrictBodyTests {
    /// A body, the member that is wrong or the byte where it goes wrong, and why.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let body: [UInt8]
        var field: String?
        var offset: Int?

        init(_ name: String, _ body: [UInt8], field: String? = nil, offset: Int? = nil) {
            (testDescription, self.body, self.field, self.offset) = (name, body, field, offset)
        }

        init(_ name: String, _ body: String, field: String? = nil, offset: Int? = nil) {
            self.init(name, Array(body.utf8), field: field, offset: offset)
        }
    }

    private static func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
        text.utf16.flatMap { unit in
            bigEndian
                ? [UInt8(unit >> 8), UInt8(unit & 255)] : [UInt8(unit & 255), UInt8(unit >> 8)]
        }
    }

    private static let message = #"{"text":"x"}"#
    private static let deep = String(repeating: "[", count: 100_000)
    private static let deepObjects = String(repeating: #"{"a":"#, count: 100_000)

    /// How the text is written.
    static let texts = [
        Case("a trailing comma in an object", #"{"text":"x",}"#, offset: 12),
        Case("a trailing comma in an array", #"{"text":"x","to":["a",]}"#, offset: 22),
        Case("a trailing comma in what is passed on", #"{"json":[1,]}"#, offset: 11),
        Case("a leading zero", #"{"key":"k","value":01}"#, offset: 19),
        Case("a leading zero in what is passed on", #"{"json":-012}"#, offset: 8),
        Case("a leading plus sign", #"{"key":"k","value":+1}"#, offset: 19),
        Case("no digit before the point", #"{"json":.5}"#, offset: 8),
        Case("no digit behind the point", #"{"json":1.}"#, offset: 8),
        Case("no digit in the exponent", #"{"json":1e}"#, offset: 8),
        Case("a hexadecimal number", #"{"json":0x10}"#, offset: 9),
        Case("not a number", #"{"json":NaN}"#, offset: 8),
        Case("infinity", #"{"json":-Infinity}"#, offset: 8),
        Case("a raw line feed in a string", "{\"text\":\"a\nb\"}", offset: 10),
        Case("a raw tab in a string", "{\"text\":\"\t\"}", offset: 9),
        Case("a raw NUL in a string", "{\"text\":\"\0\"}", offset: 9),
        Case("a raw control in a key", "{\"te\u{1}xt\":\"x\"}", offset: 4),
        Case("a raw control between tokens", "{\"text\":\u{B}\"x\"}", offset: 8),
        Case("a raw control in what is passed on", "{\"json\":[\"\u{1F}\"]}", offset: 10),
        Case("an unknown escape", #"{"text":"\x41"}"#, offset: 9),
        Case("an unknown escape in what is passed on", #"{"json":{"a":"\'"}}"#, offset: 14),
        Case("half an escape", #"{"text":"\u00e"}"#, offset: 9),
        Case("single quotes", "{'text':'x'}", offset: 1),
        Case("a key without quotes", #"{text:"x"}"#, offset: 1),
        Case("a comment", #"{/* */"text":"x"}"#, offset: 1),
        Case("a capital word", #"{"text":"x","reliable":True}"#, offset: 23),
        Case("a second value", #"{"text":"x"}{"text":"y"}"#, offset: 12),
        Case("NUL behind the value", #"{"text":"x"}"# + "\0", offset: 12),
        Case("a high surrogate alone", #"{"text":"\ud800"}"#, offset: 9),
        Case("a low surrogate alone", #"{"text":"\udfff"}"#, offset: 9),
        Case("surrogates in the wrong order", #"{"text":"\ude00\ud83d"}"#, offset: 9),
        Case("half a pair in a key", #"{"\ud800":"x"}"#, offset: 2),
        Case("half a pair in what is passed on", #"{"json":"\ud83dx"}"#, offset: 9),
        Case("a byte order mark", [0xEF, 0xBB, 0xBF] + Array(message.utf8), offset: 0),
        Case("UTF-16, big end first", utf16(message, bigEndian: true), offset: 0),
        Case("UTF-16, little end first", utf16(message, bigEndian: false), offset: 1),
        Case("UTF-16 with a mark", [0xFF, 0xFE] + utf16(message, bigEndian: false), offset: 0),
        Case("UTF-32", Array(message.utf8).flatMap { [0, 0, 0, $0] }, offset: 0),
        Case("no UTF-8 at all", Array(#"{"text":""#.utf8) + [0xFF, 0x22, 0x7D], offset: 8),
        Case("Latin-1", Array(#"{"text":""#.utf8) + [0xE9, 0x22, 0x7D], offset: 8),
        Case("an overlong form", Array(#"{"text":""#.utf8) + [0xC0, 0xAF, 0x22, 0x7D], offset: 8),
        Case(
            "a surrogate in UTF-8",
            Array(#"{"json":""#.utf8) + [0xED, 0xA0, 0x80, 0x22, 0x7D],
            offset: 8
        ),
        Case("100,000 open arrays", #"{"json":"# + deep, offset: 71),
        Case("100,000 open objects", #"{"json":"# + deepObjects, offset: 323),
        Case("an end in a string", #"{"text":"x"#, offset: 10),
        Case("an end behind a key", #"{"text":"#, offset: 8),
        Case("an end in a word", #"{"text":"x","reliable":tru"#, offset: 26),
    ]

    /// What it says.
    static let values = [
        Case("a key twice", #"{"text":"x","text":"x"}"#, field: "text", offset: 12),
        Case("a key twice, once escaped", #"{"to":"a","\u0074o":"b"}"#, field: "to", offset: 10),
        Case("a key twice in what is passed on", #"{"json":{"a":1,"a":1}}"#, field: "a"),
        Case("a giant exponent", #"{"key":"k","value":1e999999}"#, field: "value"),
        Case("a tiny exponent", #"{"key":"k","value":1e-999999}"#, field: "value"),
        Case(
            "400 digits",
            #"{"key":"k","value":"# + String(repeating: "9", count: 400) + "}",
            field: "value"
        ),
        Case("2^64", #"{"key":"k","value":18446744073709551616}"#, field: "value"),
        Case("a fraction of zero", #"{"key":"k","value":1.0}"#, field: "value"),
        Case("minus zero", #"{"key":"k","value":-0}"#, field: "value"),
        Case("less than zero", #"{"key":"k","value":-1}"#, field: "value"),
        Case("a number as text", #"{"key":"k","value":"1"}"#, field: "value"),
        Case("a number for a text", #"{"text":1}"#, field: "text"),
        Case("an object for a text", #"{"text":{}}"#, field: "text"),
        Case("null for a text", #"{"text":null}"#, field: "text"),
        Case("a number for a word", #"{"text":"x","reliable":1}"#, field: "reliable"),
        Case("an object for names", #"{"text":"x","to":{}}"#, field: "to"),
        Case("null among names", #"{"text":"x","to":["a",null]}"#, field: "to"),
        Case("a number for a duration", #"{"text":"x","timeout":10}"#, field: "timeout"),
        Case("a member nobody knows", #"{"text":"x","extra":1}"#, field: "extra"),
    ]

    private func refusal(of body: [UInt8]) -> GatewayError? {
        do {
            _ = try SendFields(body)
            return nil
        } catch {
            return error
        }
    }

    private func expect(_ refused: Case, _ problem: ProblemBody) {
        #expect(problem.status == 400)
        #expect(problem.code == "invalid-request")
        #expect(problem.field == refused.field)
        // Nothing of what a peer sent makes an answer long.
        #expect(problem.detail.utf8.count < 300)
        if let offset = refused.offset {
            let isNamed =
                problem.detail.contains("byte \(offset) ")
                || problem.detail.hasSuffix("byte \(offset).")
                || problem.detail.hasSuffix("after \(offset) bytes.")
            #expect(isNamed, "\(problem.detail)")
        }
    }

    @Test(arguments: texts + values)
    func `a body that is not strictly meant is refused where it goes wrong`(
        refused: Case
    ) async throws {
        // Little stack, so that what recurses with the text would overflow.
        let error: GatewayError? = await withCheckedContinuation { continuation in
            let thread = Thread { continuation.resume(returning: refusal(of: refused.body)) }
            thread.stackSize = 256 << 10
            thread.start()
        }
        expect(refused, try #require(error).problem)
    }

    @Test func `over a socket the same bodies are 400, and the node hears of none`()
        async throws
    {
        try await ServedNode.run { served in
            for refused in Self.texts + Self.values {
                let answer = try served.ask("POST /send", body: refused.body)
                #expect(answer.status == 400, "\(refused.testDescription)")
                expect(refused, try answer.decoded())
            }
            #expect(served.node.lastOrder == nil)
        }
    }

    @Test func `bodies of 1 MiB that cost most to read are read or refused`() throws {
        let size = 1 << 20
        let keys = (0..<70_000).map { "\"\($0)\":\($0)" }.joined(separator: ",")
        let bodies = [
            #"{"json":{"# + keys + "}}",
            #"{"json":"# + String(repeating: "7", count: size - 9) + "}",
            #"{"key":"k","value":"# + String(repeating: "7", count: size - 20) + "}",
            #"{"text":""# + String(repeating: #"\u00e9"#, count: size / 6 - 4) + "\"}",
            #"{"json":["# + String(repeating: "[],", count: size / 3 - 8) + "0]}",
            #"{"text":"x"}"# + String(repeating: " ", count: size - 12),
            #"{"text":"x","to":["# + String(repeating: "\"a\",", count: size / 4 - 8) + "\"a\"]}",
        ]
        for (number, body) in bodies.enumerated() {
            #expect((refusal(of: Array(body.utf8)) == nil) == (number != 2), "body \(number)")
        }
    }

    @Test func `giant numbers are passed on as they are written`() throws {
        for number in ["1e999999", "-0", "1.0", String(repeating: "9", count: 400)] {
            let fields = try SendFields(Array(#"{"json": "#.utf8) + Array(number.utf8) + [0x7D])
            let payload = try fields.payload.payload
            #expect(payload == Array(number.utf8))
        }
    }
}
