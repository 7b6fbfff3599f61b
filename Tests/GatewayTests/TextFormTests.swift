// SPDX-License-Identifier: Apache-2.0

import Foundation
import GatewayAPI
import Testing

@testable import Gateway

/// Base64, timestamps, ids, patterns and metadata as text.
@Suite struct TextFormTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func `the examples of RFC 4648 hold both ways`(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test func `every byte survives base64`() {
        for count in 0...260 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            #expect(Base64.encode(bytes) == Data(bytes).base64EncodedString())
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
    }

    @Test(arguments: [
        "a", "aa", "aaa", "aGk", "aGl=", "a===", "====", "aG k=", "aGk=\n", "aG-_", "=aaa", "aa=a",
        "aGk=aGk=", "é===",
    ])
    func `what is not canonical base64 is refused`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (1_795_341_600_000, "2026-11-22T10:00:00.000Z"),
        (1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (-1, "1970-01-01T00:00:00.000Z"),
        (.max, "9999-12-31T23:59:59.999Z"),
    ])
    func `a moment is written as RFC 3339`(milliseconds: Int64, text: String) {
        #expect(Timestamp.rfc3339(unixMilliseconds: milliseconds) == text)
    }

    @Test func `every day of four centuries is written as the calendar has it`() {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0)!
        for day in stride(from: Int64(0), through: 146_097, by: 13) {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400)
            let parts = calendar.dateComponents([.year, .month, .day], from: date)
            let expected = String(format: "%04d-%02d-%02d", parts.year!, parts.month!, parts.day!)
            let text = Timestamp.rfc3339(unixMilliseconds: day * 86_400_000)
            #expect(text == expected + "T00:00:00.000Z")
        }
    }

    private struct Fixed: RandomNumberGenerator {
        let value: UInt64
        func next() -> UInt64 { value }
    }

    @Test func `an id holds its moment in the first ten digits`() {
        var none = Fixed(value: 0)
        var all = Fixed(value: .max)
        #expect(
            MessageID.make(unixMilliseconds: 0, random: &none) == "00000000000000000000000000"
        )
        #expect(
            MessageID.make(unixMilliseconds: 0xFFFF_FFFF_FFFF, random: &all)
                == "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"
        )
        // The example of the ULID specification.
        #expect(
            MessageID.make(unixMilliseconds: 1_469_918_176_385, random: &none).prefix(10)
                == "01ARYZ6S41"
        )
    }

    @Test(arguments: [
        ("", "", true), ("*", "", true), ("", "a", false), ("a", "a", true), ("a*", "abc", true),
        ("*c", "abc", true), ("a*c", "abbc", true), ("a*b*c", "axbxbxc", true),
        ("a*b*c", "axbxbx", false), ("?", "é", true), ("??", "é", false),
        ("web-?", "web-12", false),
        ("[a]", "a", false), ("[a]", "[a]", true), ("**", "x", true), ("*a?", "aab", true),
    ])
    func `a pattern matches what a shell's stars and question marks would`(
        pattern: String,
        name: String,
        matches: Bool
    ) throws {
        #expect(try #require(Glob(pattern)).matches(name) == matches)
    }

    @Test func `a hostile pattern costs no more than its length times the name's`() throws {
        let pattern = try #require(Glob(String(repeating: "*a", count: 127) + "b"))
        #expect(!pattern.matches(String(repeating: "a", count: 5_000)))
    }

    @Test(
        arguments: [
            ("", nil), ("{", nil), ("[]", nil), ("\"{\"", nil), ("{}", "{}"), ("{}x", nil),
            (#"{ "a" : 1 }"#, #"{"a":1}"#), (#"{"a":1,"a":2}"#, nil), (#"{"a":"\ud800"}"#, nil),
            (String(repeating: "{\"a\":", count: 60), nil), (" {} ", "{}"),
        ] as [(String, String?)]
    )
    func `metadata is shown as JSON only when it is one strict object`(
        text: String,
        compact: String?
    ) {
        let shown = MemberMetadata(Array(text.utf8)).map {
            String(decoding: $0.compact, as: UTF8.self)
        }
        #expect(shown == compact)
    }

    @Test(
        arguments: [
            (#"{"pingd":{"http":"10.0.0.1:8946"}}"#, "10.0.0.1:8946"),
            (#"{"pingd":{"http":1}}"#, nil),
            (#"{"pingd":"x"}"#, nil), (#"{"pingd":{}}"#, nil), (#"{"http":"x"}"#, nil),
            (#"{"pingd":{"http":"a b"}}"#, nil), (#"{"pingd":{"http":""}}"#, nil),
            (#"{"pingd":{"http":"\u001b[2J"}}"#, nil),
        ] as [(String, String?)]
    )
    func `an address in metadata is believed when it can be one`(text: String, address: String?) {
        #expect(MemberMetadata(Array(text.utf8))?.http == address)
    }
}
