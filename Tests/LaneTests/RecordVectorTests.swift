// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Testing
import Wire

@testable import WireSecurity

/// Keys and records are those that docs/lane-protocol.md §5 says, under each key of a connection.
@Suite struct RecordVectorTests {
    private static let vectors = LaneVectors.file

    private func cipher(
        _ vector: LaneVectors.Record,
        side: LaneSide,
        to number: UInt64
    ) throws -> RecordCipher {
        let keys = try #require(KeyringLaneKeys(try Keyring([Self.vectors.clusterKeyHex.bytes])))
        let made = keys.cipher(
            key: keys.primary,
            side: side,
            salt: vector.saltHex.bytes,
            transcript: vector.transcriptHex.bytes
        )
        var cipher = try #require(made as? RecordCipher)
        cipher.skip(to: number)
        return cipher
    }

    @Test func `a key is named by the first eight bytes of its digest`() throws {
        let keys = try #require(KeyringLaneKeys(try Keyring([Self.vectors.clusterKeyHex.bytes])))
        #expect(String(keys.primary, radix: 16) == Self.vectors.keyNameHex.description)
        let none = KeyringLaneKeys(Keyring())
        #expect(none?.primary == nil)
    }

    @Test func `a record is sealed as it is written down, and opened by the other side alone`()
        throws
    {
        for vector in Self.vectors.records {
            let sender = try #require(LaneSide(rawValue: vector.sender))
            var sealing = try cipher(vector, side: sender, to: vector.number)
            let record = [UInt8](vector.recordHex.bytes[4...])
            let sealed = seal(vector.plaintextHex.bytes, by: &sealing)
            #expect(sealed == record)
            var opening = try cipher(vector, side: sender.other, to: vector.number)
            let opened = open(record, by: &opening)
            #expect(opened == vector.plaintextHex.bytes)
            var again = try cipher(vector, side: sender.other, to: vector.number + 1)
            let later = open(record, by: &again)
            #expect(later == nil)
            var own = try cipher(vector, side: sender, to: vector.number)
            let reflected = open(record, by: &own)
            #expect(reflected == nil)
        }
        #expect(Self.vectors.records.count == 14)
    }

    @Test func `both sides change keys at the same record`() throws {
        let vector = Self.vectors.records[0]
        let before = DirectionKey.recordsPerKey - 2
        var dialer = try cipher(vector, side: .dialer, to: before)
        var acceptor = try cipher(vector, side: .acceptor, to: before)
        for byte in 0..<5 as Range<UInt8> {
            let record = seal([byte], by: &dialer)
            let opened = open(record, by: &acceptor)
            #expect(opened == [byte])
        }
    }

    private func seal(_ plaintext: [UInt8], by cipher: inout RecordCipher) -> [UInt8] {
        var record = [UInt8](repeating: 0, count: plaintext.count + RecordCipher.overhead)
        record.withUnsafeMutableBytes { record in
            plaintext.withUnsafeBytes { cipher.seal($0, into: record) }
        }
        return record
    }

    private func open(_ record: [UInt8], by cipher: inout RecordCipher) -> [UInt8]? {
        var plaintext: [UInt8] = []
        let isOpen = record.withUnsafeBytes { cipher.open($0, into: &plaintext) }
        return isOpen ? plaintext : nil
    }
}
