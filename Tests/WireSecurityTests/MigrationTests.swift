// SPDX-License-Identifier: Apache-2.0

import CapturedVectors
import Testing
import Wire

@testable import WireSecurity

/// A cluster on its way to encryption: who understands whom (spec §5.2, §6.1, §22.4).
@Suite struct MigrationTests {
    private static let key = Hex("000102030405060708090a0b0c0d0e0f")

    /// The sender's key and switch, the receiver's, and whether it is understood.
    struct Meeting: Sendable, CustomTestStringConvertible {
        var encrypts: Bool
        var hasKey: Bool
        var verifies: Bool
        var packet: Bool
        var stream: Bool

        var testDescription: String {
            "\(encrypts ? "sealed" : "clear") to \(hasKey ? "keyed" : "keyless"), \(verifies)"
        }
    }

    @Test(arguments: [
        Meeting(encrypts: true, hasKey: true, verifies: true, packet: true, stream: true),
        Meeting(encrypts: true, hasKey: true, verifies: false, packet: true, stream: true),
        Meeting(encrypts: false, hasKey: true, verifies: true, packet: false, stream: false),
        Meeting(encrypts: false, hasKey: true, verifies: false, packet: true, stream: true),
        Meeting(encrypts: true, hasKey: false, verifies: true, packet: false, stream: false),
        Meeting(encrypts: false, hasKey: false, verifies: true, packet: true, stream: true),
    ])
    func `who meets whom`(meeting: Meeting) throws {
        let sender = try Encryption.with(Self.key, verifyOutgoing: meeting.encrypts)
        let receiver = try Encryption.with(
            meeting.hasKey ? Self.key : Hex(""),
            verifyIncoming: meeting.verifies
        )
        for compression in [true, false] {
            let payload = Message.user([UInt8](repeating: 5, count: 300)).encoded()
            let packet = PacketEncoder(compression: compression, encryption: sender)
                .encode(payload, checksum: true)
            let decoded = PacketDecoder(encryption: receiver).decode(packet)
            #expect((decoded.messages.map { $0.encoded() } == [payload]) == meeting.packet)
            #expect(decoded.drops.isEmpty == meeting.packet)

            let frame = StreamFrame.user([UInt8](repeating: 5, count: 300))
            let request = StreamEncoder(compression: compression, encryption: sender)
                .request(frame)
            var decoder = StreamDecoder(side: .acceptor, encryption: receiver)
            #expect(((try? decoder.receive(request)) == frame) == meeting.stream)
        }
    }

    @Test func `a node that sends in clear counts no overhead`() throws {
        let clear = try Encryption.with(Self.key, verifyOutgoing: false)
        #expect(PacketEncoder(encryption: clear).overhead == 0)
        #expect(PacketEncoder(encryption: try Encryption.with(Self.key)).overhead == 29)
    }

    @Test func `a stream that no key opens is an error even in migration`() throws {
        let other = try Encryption.with(Hex("ff0102030405060708090a0b0c0d0e0f"))
        let request = StreamEncoder(encryption: other).request(.user([1]))
        var decoder = StreamDecoder(
            side: .acceptor,
            encryption: try Encryption.with(Self.key, verifyIncoming: false)
        )
        #expect(throws: StreamError.encryption(.noKeyFits)) { try decoder.receive(request) }
    }
}
