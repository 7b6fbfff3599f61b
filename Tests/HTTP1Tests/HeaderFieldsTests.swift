// SPDX-License-Identifier: Apache-2.0

import HTTP1
import Testing

struct HeaderFieldsTests {
    @Test func `names are compared without case and values come in order`() {
        var fields: HeaderFields = ["Accept": "a", "X": "1"]
        fields.append("accept", "b")
        #expect(fields["ACCEPT"] == "a")
        #expect(fields.values(of: "Accept") == ["a", "b"])
        #expect(fields["Y"] == nil)
        #expect(fields.map(\.name) == ["Accept", "X", "accept"])
    }

    @Test func `set leaves one field, in the place of the first`() {
        var fields: HeaderFields = ["A": "1", "B": "2", "a": "3", "C": "4"]
        fields.set("a", "5")
        #expect(fields == ["A": "5", "B": "2", "C": "4"])
        fields.set("D", "6")
        #expect(fields.map(\.value) == ["5", "2", "4", "6"])
    }

    @Test func `remove takes every field of that name`() {
        var fields: HeaderFields = ["A": "1", "B": "2", "a": "3"]
        fields.remove("A")
        #expect(fields == ["B": "2"])
        #expect(!fields.contains("a"))
        #expect(fields.count == 1)
    }

    @Test func `equality looks at order, at names without case, and at values with it`() {
        #expect(HeaderFields(dictionaryLiteral: ("A", "x")) == ["a": "x"])
        #expect(HeaderFields(dictionaryLiteral: ("A", "x")) != ["A": "X"])
        #expect(
            HeaderFields(dictionaryLiteral: ("A", "x"), ("B", "y")) != ["B": "y", "A": "x"]
        )
    }
}
