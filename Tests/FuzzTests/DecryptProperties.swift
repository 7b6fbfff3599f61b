// SPDX-License-Identifier: Apache-2.0

@testable import Wire
@testable import WireSecurity

/// Envelopes: what was sealed opens, and what was changed afterwards never does.
///
/// Of both versions, on packets and streams, with and without label. The first bytes of an input
/// choose what is sealed and how it is changed.
enum DecryptProperties {
    private static let label = [UInt8]("blue".utf8)
    private static let keys = [16, 24, 32].map { [UInt8](repeating: UInt8($0), count: $0) }

    /// Made once: how a node sends, by version and primary key.
    private static let ciphers: [[KeyringCipher]] = EnvelopeVersion.allCases.map { version in
        keys.indices.map { first in
            let ring = [keys[first]] + keys
            guard let keyring = try? Keyring(ring),
                let cipher = KeyringCipher(keyring, version: version)
            else { fatalError("no cipher of \(ring)") }
            return cipher
        }
    }

    /// Opens whatever the others seal.
    private static let opener = ciphers[1][0]

    /// Throws what does not hold for this input.
    static func check(_ input: UnsafeRawBufferPointer) throws(BrokenProperty) {
        try checkForeign(input)
        var choices = Choices(input)
        let choice = choices.byte()
        let version = Int(choice & 1)
        let cipher = ciphers[version][Int(choice >> 1) % keys.count]
        let associated = choice & 0x10 == 0 ? [] : label
        let edit = Edit(choices.take(Edit.choiceBytes))
        let plaintext = choices.bytes
        let sealed = cipher.seal(plaintext, associatedData: associated)
        try hold(
            sealed.count == cipher.sealedLength(plaintext.count),
            "an envelope of another length"
        )
        try hold(open(sealed, associated) == plaintext, "what was sealed does not open")
        try hold(open(sealed, associated + [0]) == nil, "opens under another label")
        let changed = edit.applied(to: sealed)
        if changed.dropFirst() != sealed.dropFirst() {
            try hold(open(changed, associated) == nil, "opens although it was changed")
        } else if changed != sealed {
            try checkVersion(changed, plaintext, associated)
        }
        try checkPacket(plaintext, cipher, associated, edit)
        try checkStream(plaintext, cipher, associated, edit)
    }

    private static func open(_ envelope: [UInt8], _ associated: [UInt8]) -> [UInt8]? {
        envelope.withUnsafeBytes { try? opener.open($0, associatedData: associated) }
    }

    /// Bytes that nobody sealed; to forge a tag takes more than a fuzzer's luck.
    private static func checkForeign(_ input: UnsafeRawBufferPointer) throws(BrokenProperty) {
        try hold((try? opener.open(input, associatedData: [])) == nil, "an envelope of noise opens")
        let bytes = [UInt8](input)
        let encryption = Encryption(opener)
        try hold(
            PacketDecoder(encryption: encryption).decode(bytes).messages.isEmpty,
            "noise is let in"
        )
        // In migration such bytes are a packet or not, as they would be without keys.
        let migrating = PacketDecoder(encryption: Encryption(opener, verifyIncoming: false))
        try hold(
            migrating.decode(bytes) == PacketDecoder().decode(bytes),
            "keys change plain packets"
        )
    }

    /// Only the version was changed, which nothing authenticates.
    ///
    /// The padding is left or taken, or what is behind does not fit (spec §5.2).
    private static func checkVersion(
        _ changed: [UInt8],
        _ plaintext: [UInt8],
        _ associated: [UInt8]
    ) throws(BrokenProperty) {
        guard let opened = open(changed, associated) else { return }
        let (longer, shorter) =
            opened.count > plaintext.count
            ? (opened, plaintext) : (plaintext, opened)
        try hold(longer.starts(with: shorter), "another plaintext under another version")
        try hold(
            1...Padding.blockBytes ~= longer.count - shorter.count,
            "no padding was left or taken"
        )
    }

    private static func checkPacket(
        _ plaintext: [UInt8],
        _ cipher: KeyringCipher,
        _ label: [UInt8],
        _ edit: Edit
    ) throws(BrokenProperty) {
        let encoder = PacketEncoder(label: label, encryption: Encryption(cipher))
        let packet = encoder.encode(plaintext, checksum: false)
        try hold(packet.count <= plaintext.count + encoder.overhead, "more overhead than was said")
        let decoder = PacketDecoder(label: label, encryption: Encryption(opener))
        let changed = edit.applied(to: packet)
        let envelope = label.isEmpty ? 0 : LabelHeader.leadBytes + label.count
        guard changed.dropFirst(envelope + 1) != packet.dropFirst(envelope + 1) else { return }
        try hold(decoder.decode(changed).messages.isEmpty, "a changed packet is let in")
    }

    private static func checkStream(
        _ plaintext: [UInt8],
        _ cipher: KeyringCipher,
        _ label: [UInt8],
        _ edit: Edit
    ) throws(BrokenProperty) {
        let frame = StreamFrame.user(plaintext)
        let encoder = StreamEncoder(label: label, encryption: Encryption(cipher))
        let bytes = encoder.request(frame)
        try hold(read(bytes, label) == frame, "a sealed frame does not come through")
        let changed = edit.applied(to: bytes)
        let version = bytes.count - cipher.sealedLength(frameBytes(frame))
        let isFrameWhole = changed.starts(with: bytes)
        guard !isFrameWhole, changed.count <= version || differs(changed, bytes, besides: version)
        else { return }
        try hold(read(changed, label) == nil, "a changed stream is let in")
    }

    /// The length of what is sealed: the frame, folded as every frame is.
    private static func frameBytes(_ frame: StreamFrame) -> Int {
        CompressedMessage.around(frame.encoded()).count
    }

    private static func differs(_ changed: [UInt8], _ bytes: [UInt8], besides place: Int) -> Bool {
        changed[..<place] != bytes[..<place] || changed[(place + 1)...] != bytes[(place + 1)...]
    }

    private static func read(_ bytes: [UInt8], _ label: [UInt8]) -> StreamFrame? {
        var decoder = StreamDecoder(side: .acceptor, label: label, encryption: Encryption(opener))
        return try? decoder.receive(bytes)
    }
}
