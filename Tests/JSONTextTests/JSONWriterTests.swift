// SPDX-License-Identifier: Apache-2.0

import JSONText
import Testing

@Suite struct JSONWriterTests {
    private func text(_ build: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        build(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `commas stand between members and elements and nowhere else`() {
        let written = text { json in
            json.openObject()
            json.key("a")
            json.openArray()
            json.closeArray()
            json.key("b")
            json.openArray()
            json.integer(-1)
            json.openObject()
            json.closeObject()
            json.bool(true)
            json.null()
            json.closeArray()
            json.key("c\"" as String)
            json.unsigned(.max)
            json.key("d")
            json.raw(Array("[1]".utf8)[...])
            json.closeObject()
        }
        #expect(
            written == #"{"a":[],"b":[-1,{},true,null],"c\"":18446744073709551615,"d":[1]}"#
        )
    }

    @Test(arguments: [
        (0, "0"), (1, "0.001"), (10, "0.01"), (100, "0.1"), (410, "0.41"), (1000, "1"),
        (1001, "1.001"), (123_456, "123.456"), (UInt64.max, "18446744073709551.615"),
    ])
    func `thousandths are written without trailing zeros`(value: UInt64, expected: String) {
        #expect(text { $0.thousandths(value) } == expected)
    }

    @Test func `a written string is read back as it was`() throws {
        let all = String(String.UnicodeScalarView((0...0x2FFF).compactMap(UnicodeScalar.init)))
        var reader = JSONReader(Array(text { $0.string(all) }.utf8))
        #expect(try reader.string() == all)
        for byte in text({ $0.string(all) }).utf8 { #expect(byte >= 0x20 && byte != 0x7F) }
    }
}
