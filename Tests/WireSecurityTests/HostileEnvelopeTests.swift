// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Testing

@testable import Wire
@testable import WireSecurity

/// Envelopes that nobody honest would send (spec §5.2, §6.1, §23).
@Suite struct HostileEnvelopeTests {
    private static let key = Hex("000102030405060708090a0b0c0d0e0f")
    private let label = [UInt8]("blue".utf8)
    private let message: [UInt8] = [8, 0x68, 0x69]

    private func sealed(
        _ plaintext: [UInt8],
        associatedData: [UInt8],
        version: EnvelopeVersion = .bare
    ) throws -> [UInt8] {
        try KeyringCipher.with(Self.key, version: version)
            .seal(plaintext, associatedData: associatedData)
    }

    /// An envelope of version 0 around bytes that are not padded at all.
    private func unpadded(_ bytes: [UInt8]) throws -> [UInt8] {
        [0] + (try sealed(bytes, associatedData: [])).dropFirst()
    }

    private func frame(of plaintext: [UInt8], label: [UInt8] = []) throws -> [UInt8] {
        SealedFrame.around(plaintext, label: label, by: try KeyringCipher.with(Self.key))
    }

    private func decoder(verifyIncoming: Bool = true) throws -> StreamDecoder {
        let encryption = try Encryption.with(Self.key, verifyIncoming: verifyIncoming)
        return StreamDecoder(side: .acceptor, encryption: encryption)
    }

    @Test func `an envelope cut anywhere is refused`() throws {
        let cipher = try KeyringCipher.with(Self.key)
        for version in EnvelopeVersion.allCases {
            let envelope = try sealed(message, associatedData: label, version: version)
            for length in envelope.indices {
                let error = #expect(throws: EnvelopeError.self) {
                    try cipher.open([UInt8](envelope[..<length]), associatedData: label)
                }
                let isShort = length < version.leastBytes
                #expect(error == (isShort ? .tooShort(bytes: length) : .noKeyFits))
            }
        }
    }

    @Test func `an envelope with any bit changed is refused`() throws {
        let cipher = try KeyringCipher.with(Self.key)
        let envelope = try sealed(message, associatedData: label)
        for index in envelope.indices {
            for bit in 0..<8 {
                var changed = envelope
                changed[index] ^= 1 << bit
                #expect(throws: EnvelopeError.self) {
                    try cipher.open(changed, associatedData: label)
                }
            }
        }
    }

    @Test(arguments: [
        [], [0], [17], [255], [2], [3, 3], [1, 2], [0, 0], [16],
        [UInt8](repeating: 15, count: 14), [UInt8](repeating: 17, count: 17),
    ])
    func `padding that is none is refused`(tail: [UInt8]) throws {
        let block = [UInt8](repeating: 0x41, count: 32)
        let plaintext = [UInt8]((block + tail).suffix(32))
        let cipher = try KeyringCipher.with(Self.key)
        #expect(throws: EnvelopeError.paddingMalformed) {
            try cipher.open(try unpadded(plaintext))
        }
    }

    @Test func `padding counts the bytes to a whole block, and a whole block if there are none`() {
        for count in 0...48 {
            var bytes = [UInt8](repeating: 7, count: count)
            Padding.append(to: &bytes)
            #expect(bytes.count % 16 == 0 && bytes.count > count)
            #expect(Padding.remove(from: &bytes))
            #expect(bytes == [UInt8](repeating: 7, count: count))
        }
        var ragged = [UInt8](repeating: 3, count: 19)
        #expect(!Padding.remove(from: &ragged))
    }

    @Test(arguments: [true, false])
    func `an empty plaintext is an error, on a packet and on a stream`(verify: Bool) throws {
        let encryption = try Encryption.with(Self.key, verifyIncoming: verify)
        let packet = try sealed([], associatedData: [])
        let decoded = PacketDecoder(encryption: encryption).decode(packet)
        #expect(decoded == DecodedPacket(drops: [.emptyPart]))
        var decoder = try decoder(verifyIncoming: verify)
        let error = #expect(throws: StreamError.self) {
            try decoder.receive(try frame(of: []))
        }
        #expect(error == .emptyEnvelope && error?.deservesReply == true)
    }

    @Test(arguments: [20 << 20 | 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF])
    func `an announced length above the limit is refused before a byte of it`(
        length: UInt32
    ) throws {
        let header = [10] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) }
        var decoder = try decoder()
        let error = #expect(throws: StreamError.self) { try decoder.receive(header) }
        #expect(
            error
                == .lengthRefused(.envelope, announced: Int(length), limit: 20 << 20)
        )
        #expect(error?.deservesReply == true)
    }

    @Test func `an envelope shorter than any is refused once it is there`() throws {
        var decoder = try decoder()
        #expect(throws: StreamError.encryption(.tooShort(bytes: 0))) {
            try decoder.receive([10, 0, 0, 0, 0])
        }
    }

    @Test func `the header and the label of a stream are bound to it`() throws {
        let whole = try frame(of: StreamFrame.user([1]).encoded(), label: label)
        var decoder = try decoder()
        #expect(throws: StreamError.encryption(.noKeyFits)) { try decoder.receive(whole) }
        // One byte more announced, and there: the plaintext would be the same.
        var longer = try frame(of: StreamFrame.user([1]).encoded()) + [0]
        longer[4] += 1
        var other = try self.decoder()
        #expect(throws: StreamError.encryption(.noKeyFits)) { try other.receive(longer) }
    }

    @Test func `a frame that ends within its envelope is malformed`() throws {
        let user = StreamFrame.user([1, 2, 3]).encoded()
        for (plaintext, type) in [
            ([UInt8](user.dropLast()), MessageType.encrypt),
            ([UInt8](CompressedMessage.around(user).dropLast()), .compress),
            (CompressedMessage.around([UInt8](user.dropLast())), .compress),
        ] {
            var decoder = try decoder()
            let error = #expect(throws: StreamError.self) {
                try decoder.receive(try frame(of: plaintext))
            }
            guard case .malformed(type, .truncated) = error else {
                Issue.record("\(String(describing: error)) instead of a malformed \(type)")
                continue
            }
        }
    }

    @Test func `envelopes do not nest`() throws {
        var decoder = try decoder()
        let inner = try frame(of: StreamFrame.user([1]).encoded())
        #expect(throws: StreamError.unknownType(10)) {
            try decoder.receive(try frame(of: inner))
        }
    }

    @Test func `noise is dropped with and without verification, and nothing traps`() throws {
        var noise = SeededNoise(seed: 19)
        for verify in [true, false] {
            let encryption = try Encryption.with(Self.key, verifyIncoming: verify)
            let packets = PacketDecoder(encryption: encryption)
            for count in 1..<2_000 {
                let bytes = [UInt8(count % 3)] + noise.bytes(count % 97)
                let decoded = packets.decode(bytes)
                if verify { #expect(decoded.messages.isEmpty) }
                var stream = try decoder(verifyIncoming: verify)
                _ = try? stream.receive([10, 0, 0, 0, UInt8(count % 97)] + bytes)
            }
        }
    }
}

/// A linear congruential generator (Knuth), whose high bytes are good enough for noise.
private struct SeededNoise {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }
}
