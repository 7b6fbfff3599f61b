// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import HTTPClient

struct AddressTests {
    @Test(arguments: [
        ("http://127.0.0.1:3000", UpstreamAddress.tcp(host: "127.0.0.1", port: 3000), "127.0.0.1:3000"),
    ])
    func `an address is read`(text: String, address: UpstreamAddress, authority: String) throws {
        #expect(try UpstreamAddress(text) == address)
        #expect(address.authority == authority)
    }
}
