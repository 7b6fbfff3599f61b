// SPDX-License-Identifier: Apache-2.0

import Testing
import WireSecurity

struct ContentHashTests {
    @Test func `the hash of abc is the one that FIPS 180-4 gives as an example`() {
        let digits = ContentHash.sha256("abc".utf8).map { String($0, radix: 16) }
        #expect(
            digits.map { $0.count == 1 ? "0" + $0 : $0 }.joined()
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
    }
}
