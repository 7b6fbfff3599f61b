// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import HTTP1

struct CharacterTableTests {
    private static let alphanumeric =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

    @Test(arguments: [
        (ASCII.tokens, alphanumeric + "!#$%&'*+-.^_`|~"),
        (ASCII.path, alphanumeric + "-._~!$&'()*+,;=:@/%"),
        (ASCII.query, alphanumeric + "-._~!$&'()*+,;=:@/%?[]{}|^`"),
        (ASCII.hostName, alphanumeric + "-._~"),
        (ASCII.hostAddress, "0123456789abcdefABCDEF:."),
    ])
    func `a table holds its characters and no others`(table: CharacterTable, text: String) {
        let held = (UInt8.min...UInt8.max).filter { table.contains($0) }
        #expect(held == text.utf8.sorted())
    }
}
