// SPDX-License-Identifier: Apache-2.0

import Determinism
import JSONText
import Testing

@Suite struct JSONReaderTests {
    private func check(_ bytes: [UInt8], depth: Int = 32) throws(JSONError) {
        var reader = JSONReader(bytes, maximumDepth: depth)
        try reader.skip()
        try reader.finish()
    }

    private func check(_ text: String) throws(JSONError) { try check(Array(text.utf8)) }

    @Test(arguments: [
        "null", "true", "false", "0", "-0", "-1.5e+3", "1E9", "0.5", "\"\"", "[]", "{}",
        " [ 1 , 2 ] ", "{\"a\":{\"b\":[{}]}}", "\t\r\n 1", #""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#,
        "{\"a\":1,\"A\":2}", "\"\u{7F}é😀\"", "{\"e\u{301}\":1,\"\u{E9}\":2}",
    ])
    func `a JSON text is taken`(text: String) throws { try check(text) }

    @Test(arguments: [
        ("", JSONError.unexpectedEnd),
        ("  ", .unexpectedEnd),
        ("nul", .unexpectedEnd),
        ("True", .unexpectedByte(UInt8(ascii: "T"), at: 0)),
        ("truE", .unexpectedByte(UInt8(ascii: "E"), at: 3)),
        ("[1,]", .unexpectedByte(UInt8(ascii: "]"), at: 3)),
        ("[,1]", .unexpectedByte(UInt8(ascii: ","), at: 1)),
        ("[1 2]", .unexpectedByte(UInt8(ascii: "2"), at: 3)),
        ("[1}", .unexpectedByte(UInt8(ascii: "}"), at: 2)),
        ("{\"a\":1,}", .unexpectedByte(UInt8(ascii: "}"), at: 7)),
        ("{\"a\" 1}", .unexpectedByte(UInt8(ascii: "1"), at: 5)),
        ("{a:1}", .unexpectedByte(UInt8(ascii: "a"), at: 1)),
        ("{\"a\":1,\"\\u0061\":2}", .duplicateKey("a", at: 7)),
        ("[{\"b\":{}, \"b\":1}]", .duplicateKey("b", at: 10)),
        ("01", .invalidNumber(at: 0)),
        ("-", .unexpectedEnd),
        ("-x", .invalidNumber(at: 0)),
        ("1.", .unexpectedEnd),
        ("[1.]", .invalidNumber(at: 1)),
        ("[1e]", .invalidNumber(at: 1)),
        ("+1", .unexpectedByte(UInt8(ascii: "+"), at: 0)),
        ("1 2", .trailingBytes(at: 2)),
        ("\"\n\"", .controlCharacter(at: 1)),
        (#""\x""#, .invalidEscape(at: 1)),
        (#""\u12g4""#, .invalidEscape(at: 1)),
        (#""\ud800""#, .loneSurrogate(at: 1)),
        (#""\udc00""#, .loneSurrogate(at: 1)),
        (#""\ud800\u0041""#, .loneSurrogate(at: 1)),
        (#""\ud83d\ude0""#, .invalidEscape(at: 7)),
        ("\"a", .unexpectedEnd),
        ("\"a\\", .unexpectedEnd),
        ("\u{FEFF}1", .unexpectedByte(0xEF, at: 0)),
        ("// c\n1", .unexpectedByte(UInt8(ascii: "/"), at: 0)),
        ("NaN", .unexpectedByte(UInt8(ascii: "N"), at: 0)),
    ])
    func `what is no JSON text is refused where it goes wrong`(text: String, error: JSONError) {
        #expect(throws: error) { try check(text) }
    }

    @Test(arguments: [
        [0xC0, 0x80], [0xFF], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xF4, 0x90, 0x80, 0x80],
    ])
    func `bytes that are not UTF-8 are refused`(bytes: [UInt8]) {
        #expect(throws: JSONError.invalidUTF8(at: 0)) { try check([0x22] + bytes + [0x22]) }
    }

    @Test func `depth is bounded however deep the text`() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array(
                (String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8
            )
        }
        try check(nested(32))
        #expect(throws: JSONError.tooDeep(limit: 32, at: 32)) { try check(nested(33)) }
        #expect(throws: JSONError.tooDeep(limit: 32, at: 32)) { try check(nested(500_000)) }
    }

    @Test func `a repeated key is found among a hundred thousand`() {
        let keys = (0..<100_000).map { "\"k\($0)\":0" }.joined(separator: ",")
        #expect(throws: Never.self) { try check("{\(keys)}") }
        #expect(throws: JSONError.self) { try check("{\(keys),\"k70000\":1}") }
    }

    @Test func `numbers keep their text, and only whole ones that fit have a value`() throws {
        func number(_ text: String) throws -> JSONNumber {
            var reader = JSONReader(Array(text.utf8))
            return try reader.number()
        }
        #expect(try number("18446744073709551615").unsigned == .max)
        #expect(try number("18446744073709551616").unsigned == nil)
        #expect(try number("1.0").unsigned == nil)
        #expect(try number("-0").unsigned == nil)
        #expect(try number("1e2").unsigned == nil)
        #expect(try number("1.50").text == "1.50")
    }

    @Test func `compacting removes white space between tokens and nothing else`() throws {
        let text = " { \"a b\" : [ 1.0 , \" \\\" x \\\\\" , null ] ,\n\"c\":1E400 } "
        var reader = JSONReader(Array(text.utf8))
        let range = try reader.skip()
        #expect(
            String(decoding: reader.compact(range), as: UTF8.self)
                == #"{"a b":[1.0," \" x \\",null],"c":1E400}"#
        )
    }

    @Test func `members are taken one by one, in order`() throws {
        var reader = JSONReader(Array(#"{"to":["a","b"],"n":7,"t":true,"z":null}"#.utf8))
        var seen: [String] = []
        try reader.enterObject()
        while let key = try reader.nextKey() {
            switch try reader.kind() {
            case .array:
                try reader.enterArray()
                while try reader.nextElement() { seen.append(key + "=" + (try reader.string())) }
            case .number: seen.append(key + "=" + (try reader.number().text))
            case .bool: seen.append(key + "=\(try reader.bool())")
            default: try reader.skip()
            }
        }
        try reader.finish()
        #expect(seen == ["to=a", "to=b", "n=7", "t=true"])
    }

    @Test func `no text traps, and what is taken is taken again when compacted`() throws {
        var random = SplitMix64(seed: 11)
        let seed = Array(#"{"a":"\u0069\ud83d\ude00é","b":10,"c":[true,-1.5e3,{"d":null}]}"#.utf8)
        var taken = 0
        for _ in 0..<20_000 {
            var bytes = seed
            for _ in 0..<(1 + random.index(below: 3)) {
                bytes[random.index(below: bytes.count)] = UInt8(random.index(below: 256))
            }
            var reader = JSONReader(bytes)
            guard let range = try? reader.skip(), (try? reader.finish()) != nil else { continue }
            taken += 1
            let compact = reader.compact(range)
            var again = JSONReader(compact)
            let all = try again.skip()
            #expect(again.compact(all) == compact)
        }
        #expect(taken > 100)
    }
}
