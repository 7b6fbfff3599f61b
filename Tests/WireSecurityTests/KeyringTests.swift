// SPDX-License-Identifier: Apache-2.0

import Testing
import Wire

@testable import WireSecurity

/// The order of keys, and what may be done with them (spec §19).
@Suite struct KeyringTests {
    private static func key(_ byte: UInt8, bytes: Int = 16) -> [UInt8] {
        [UInt8](repeating: byte, count: bytes)
    }

    private let one = key(1)
    private let two = key(2, bytes: 24)
    private let three = key(3, bytes: 32)

    @Test func `a ring keeps its order and counts repeated keys once`() throws {
        let ring = try Keyring([one, two, one, three, two])
        #expect(ring.keys == [one, two, three])
        #expect(try Keyring([]) == Keyring())
        #expect(Keyring().isEmpty && Keyring().keys == [])
    }

    @Test(arguments: [0, 1, 15, 17, 23, 25, 31, 33, 64])
    func `only keys for AES are taken`(bytes: Int) throws {
        let wrong = Self.key(7, bytes: bytes)
        let error = KeyringError.invalidLength(bytes: bytes)
        #expect(throws: error) { try Keyring([one, wrong]) }
        var ring = try Keyring([one])
        #expect(throws: error) { try ring.add(wrong) }
        #expect(throws: error) { try ring.use(wrong) }
        #expect(throws: error) { try ring.remove(wrong) }
        #expect(ring.keys == [one])
    }

    @Test func `the first key added is primary, the others follow`() throws {
        var ring = Keyring()
        for key in [one, two, two, three] { try ring.add(key) }
        #expect(ring.keys == [one, two, three])
    }

    @Test func `a key that is used moves to the front, and must be there`() throws {
        var ring = try Keyring([one, two])
        #expect(throws: KeyringError.unknownKey) { try ring.use(three) }
        try ring.use(two)
        #expect(ring.keys == [two, one])
        try ring.use(two)
        #expect(ring.keys == [two, one])
    }

    @Test func `the primary stays, others go, and an empty ring has nothing to lose`() throws {
        var ring = try Keyring([one, two])
        #expect(throws: KeyringError.primaryKey) { try ring.remove(one) }
        try ring.remove(three)
        #expect(ring.keys == [one, two])
        try ring.remove(two)
        #expect(ring.keys == [one])
        var empty = Keyring()
        try empty.remove(one)
        #expect(empty.isEmpty)
    }

    @Test func `a ring without keys is no cipher`() {
        #expect(KeyringCipher(Keyring()) == nil)
    }

    @Test func `a key's name is the beginning of its hash`() {
        // SHA-256 of 16 zero bytes.
        #expect(KeyID.of([UInt8](repeating: 0, count: 16)) == "374708fff7719dd5")
        #expect(KeyID.of(one) != KeyID.of(two))
    }

    @Test func `a key is replaced without a packet lost`() throws {
        var here = try Keyring([one])
        var there = here
        func talk() throws {
            for (from, to) in [(here, there), (there, here)] {
                let sealed = KeyringCipher(from)!.seal([1, 2, 3], associatedData: [])
                #expect(try KeyringCipher(to)!.open(sealed) == [1, 2, 3])
            }
        }
        try here.add(three)
        try talk()
        try there.add(three)
        try talk()
        try here.use(three)
        try talk()
        try there.use(three)
        try talk()
        try here.remove(one)
        try talk()
        try there.remove(one)
        try talk()
        #expect(here.keys == [three])
    }
}
