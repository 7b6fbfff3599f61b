// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import HTTPClient

/// What names an upstream, and what is said of what names none.
struct AddressTests {
    @Test(arguments: [
        ("http://127.0.0.1:3000", UpstreamAddress.tcp(host: "127.0.0.1", port: 3000)),
        ("http://127.0.0.1:3000/", .tcp(host: "127.0.0.1", port: 3000)),
        ("HTTP://app-1.local", .tcp(host: "app-1.local", port: 80)),
        ("http://[::1]:80", .tcp(host: "::1", port: 80)),
        ("http://[::1]", .tcp(host: "::1", port: 80)),
        ("unix:/run/app.sock", .unix(path: "/run/app.sock")),
    ])
    func `an address is read`(text: String, address: UpstreamAddress) throws {
        #expect(try UpstreamAddress(text) == address)
        #expect(try UpstreamAddress(address.description) == address)
    }

    @Test(arguments: [
        ("127.0.0.1:3000", UpstreamAddressError.notAnAddress),
        ("", .notAnAddress),
        ("http://", .notAnAddress),
        ("http://:80", .notAnAddress),
        ("http://a b", .notAnAddress),
        ("http://user@host", .notAnAddress),
        ("http://[::1", .notAnAddress),
        ("http://[::1]80", .notAnAddress),
        ("http://[127.0.0.1]", .notAnAddress),
        ("https://host", .encrypted),
        ("http://host/app", .hasPath),
        ("http://host?x", .hasPath),
        ("http://host:", .port("")),
        ("http://host:0", .port("0")),
        ("http://host:65536", .port("65536")),
        ("http://host:+1", .port("+1")),
        ("unix:app.sock", .pathNotAbsolute),
        ("unix:/" + String(repeating: "x", count: 107), .pathTooLong(bytes: 108)),
    ])
    func `what is no address is refused by a sentence`(
        text: String,
        error: UpstreamAddressError
    ) {
        #expect(throws: error) { try UpstreamAddress(text) }
        #expect(error.sentence.hasSuffix("."))
    }

    @Test func `the host of a request is the upstream's own name`() {
        #expect(UpstreamAddress.tcp(host: "::1", port: 8080).authority == "[::1]:8080")
        #expect(UpstreamAddress.tcp(host: "app", port: 80).authority == "app")
        #expect(UpstreamAddress.unix(path: "/x").authority == "localhost")
    }
}
