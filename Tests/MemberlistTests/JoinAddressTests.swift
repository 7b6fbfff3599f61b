// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Reactor
import Testing
import Wire

@testable import Memberlist

/// The lists of `algorithms.json` about strings in a join list.
private struct AddressVectors: Decodable {
    struct HostPort: Decodable {
        let input: String
        let hasPort: Bool
        let ensurePort8301: String
    }

    struct Literal: Decodable {
        struct Address: Decodable {
            let ip: String
            let name: String
            let port: UInt16
        }

        let input: String
        let defaultPort: UInt16
        let result: [Address]?
        let error: Bool?
    }

    let hostPort: [HostPort]
    let resolveIpLiteral: [Literal]

    static let all = Vectors.file("algorithms", as: AddressVectors.self)
}

struct JoinAddressTests {
    @Test func `a port is found where memberlist finds one`() throws {
        let vectors = AddressVectors.all.hostPort
        #expect(!vectors.isEmpty)
        for vector in vectors {
            let found = JoinAddress.portSeparator(in: Substring(vector.input)) != nil
            #expect(found == vector.hasPort, "\(vector.input)")
            guard let address = try? JoinAddress(vector.input, defaultPort: 8_301) else {
                #expect(vector.input.isEmpty || vector.input.hasPrefix(":"))
                continue
            }
            let host = address.host.contains(":") ? "[\(address.host)]" : address.host
            #expect("\(host):\(address.port)" == vector.ensurePort8301)
        }
    }

    @Test func `an IP literal is taken apart as memberlist does`() throws {
        let vectors = AddressVectors.all.resolveIpLiteral
        #expect(!vectors.isEmpty)
        for vector in vectors {
            let address = try? JoinAddress(vector.input, defaultPort: vector.defaultPort)
            guard let wanted = vector.result?.first else {
                #expect(address == nil, "\(vector.input)")
                continue
            }
            #expect(address?.name ?? "" == wanted.name, "\(vector.input)")
            #expect(address?.literal?.host == wanted.ip, "\(vector.input)")
            #expect(address?.port == wanted.port, "\(vector.input)")
        }
    }
}

struct AdvertisedAddressTests {
    @Test(arguments: [
        ("10.1.2.3", true), ("172.16.0.1", true), ("172.32.0.1", false), ("192.168.9.9", true),
        ("100.64.0.1", true), ("100.128.0.1", false), ("169.254.1.1", true), ("8.8.8.8", false),
        ("fd00::1", true), ("fc00::1", true), ("2001:db8::1", false), ("::ffff:10.0.0.1", true),
    ])
    func `an address is private or not`(text: String, isPrivate: Bool) throws {
        let address = try #require(SocketAddress(literal: text, port: 0))
        #expect(AdvertisedAddress.isPrivate(address) == isPrivate)
    }

    @Test func `what was set is advertised as it is, IPv4 in four bytes`() throws {
        let bound = try #require(SocketAddress(literal: "127.0.0.1", port: 7_946))
        let four = try AdvertisedAddress.choose(configured: "192.0.2.7", bound: bound)
        #expect(four.bytes == [192, 0, 2, 7])
        let six = try AdvertisedAddress.choose(configured: "2001:db8::7", bound: bound)
        #expect(six.count == 16)
        let own = try AdvertisedAddress.choose(configured: nil, bound: bound)
        #expect(own.bytes == [127, 0, 0, 1])
    }

    @Test(arguments: ["0.0.0.0", "::", "localhost", "10.0.0.1:7946", ""])
    func `what is no address cannot be advertised`(text: String) throws {
        let bound = try #require(SocketAddress(literal: "127.0.0.1", port: 7_946))
        #expect(throws: NodeStartError.invalidAdvertiseAddress(text)) {
            _ = try AdvertisedAddress.choose(configured: text, bound: bound)
        }
    }
}
