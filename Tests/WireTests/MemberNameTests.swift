// SPDX-License-Identifier: Apache-2.0

import Testing
import Wire

/// Names are compared byte by byte (spec §3).
@Suite struct MemberNameTests {
    @Test func `names of any length differ as soon as one byte does`() {
        for count in 0...40 {
            let letters = [UInt8](repeating: UInt8(ascii: "n"), count: count)
            let name = MemberName(String(decoding: letters, as: UTF8.self))
            #expect(name == MemberName(String(decoding: letters, as: UTF8.self)))
            #expect(name != MemberName(String(decoding: letters + letters, as: UTF8.self) + "n"))
            for place in letters.indices {
                var other = letters
                other[place] ^= 1
                #expect(name != MemberName(String(decoding: other, as: UTF8.self)))
            }
        }
    }

    @Test func `texts that only look the same are two names`() {
        #expect(MemberName("\u{E9}") != MemberName("e\u{301}"))
        #expect(MemberName("a\u{301}\u{327}") != MemberName("a\u{327}\u{301}"))
        #expect(Set([MemberName("\u{E9}"), MemberName("e\u{301}")]).count == 2)
    }
}
