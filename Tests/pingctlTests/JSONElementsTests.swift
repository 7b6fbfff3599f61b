// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import pingctl

struct JSONElementsTests {
    private func lines(_ json: String, _ key: String = "members") -> [String]? {
        JSONElements.elements(of: key, in: Array(json.utf8))?
            .map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `elements keep their digits and lose their white space`() {
        let json = """
            { "version": 17,
              "members": [ {"n": 18446744073709551615.50}, [1, [2]], "a ] , \\" b", 3 ] }
            """
        #expect(
            lines(json) == [
                #"{"n":18446744073709551615.50}"#, "[1,[2]]", #""a ] , \" b""#, "3",
            ]
        )
    }

    @Test func `a key inside a string or an inner object is not the array`() {
        #expect(lines(#"{"a":"members\":[1]","b":{"members":[1]},"members":[2]}"#) == ["2"])
        #expect(lines(#"{"b":{"members":[1]}}"#) == nil)
    }

    @Test func `an empty array has no elements`() {
        #expect(lines(#"{"members":[ ]}"#) == [])
    }

    @Test func `an array without an end is none`() {
        #expect(lines(#"{"members":[1,2"#) == nil)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `any bytes are cut or refused without a trap`(seed: UInt64) {
        var random = Xorshift(state: seed)
        let alphabet = Array(#"{}[]",:\ members1"#.utf8)
        for _ in 0..<2_000 {
            let tail = (0..<Int.random(in: 0..<40, using: &random))
                .map { _ in alphabet.randomElement(using: &random)! }
            let json = Array(#"{"members":["#.utf8) + tail
            let elements = JSONElements.elements(of: "members", in: json) ?? []
            #expect(elements.reduce(0) { $0 + $1.count } <= tail.count)
            #expect(JSONElements.compact(json).count <= json.count)
        }
    }
}
