// SPDX-License-Identifier: Apache-2.0

/// The words of docs/lane-protocol.md in bytes, made from that text alone.
enum LaneBytes {
    /// The highest bit of an exchange: the receiver of the frame has made the call.
    static let receiversCall = UInt64(1) << 63

    static func number(_ number: UInt64, bytes count: Int = 8) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
    }

    static func frame(_ type: UInt8, _ content: [UInt8]) -> [UInt8] {
        [type] + number(UInt64(content.count), bytes: 3) + content
    }

    /// A frame of those that are numbered.
    static func frame(_ type: UInt8, _ number: UInt64, _ content: [UInt8] = []) -> [UInt8] {
        frame(type, Self.number(number) + content)
    }

    static func acknowledgement(_ number: UInt64) -> [UInt8] { frame(0x01, Self.number(number)) }

    /// What a call holds behind its number.
    static func call(
        _ exchange: UInt64,
        _ method: String = "m",
        flags: UInt8 = 0,
        _ body: [UInt8] = []
    ) -> [UInt8] {
        number(exchange) + [flags, 0xFF, 0xFF, 0xFF, 0xFF, UInt8(method.utf8.count)]
            + method.utf8 + body
    }

    /// The content of a dialer's opening.
    ///
    /// - Parameters:
    ///   - name: who it says it is.
    ///   - peer: with whom it means to speak.
    ///   - random: 32 bytes.
    ///   - key: the name of the cluster's key, or 0.
    ///   - life: 16 bytes.
    /// - Returns: a hello that claims nothing of the past.
    static func hello(
        _ name: String,
        to peer: String,
        random: [UInt8],
        key: UInt64 = 0,
        life: [UInt8]
    ) -> [UInt8] {
        let grants: [UInt64] = [4 << 20, 4_096, 1_024, 64, 256 << 10]
        var bytes: [UInt8] = [0, 1, 1, 0, 0, 0, 0, 0]
        bytes += random + [UInt8](repeating: 0, count: 32)
        bytes += number(key) + life + [UInt8](repeating: 0, count: 16)
        bytes += number(0) + number(0) + number(1)
        bytes += grants.flatMap { number($0, bytes: 4) }
        for name in [name, peer] { bytes += [UInt8(name.utf8.count)] + name.utf8 }
        return bytes
    }

    static func opening(_ content: [UInt8]) -> [UInt8] {
        [0x70] + number(UInt64(content.count), bytes: 2) + content
    }

    /// What an honest peer says after its opening: records of frames, among them everything there
    /// is, in an order that holds.
    static let conversation: [[UInt8]] = {
        let piece = [UInt8](repeating: 0x61, count: 300)
        return [
            acknowledgement(0) + frame(0x10, 1, Array("hello".utf8)),
            frame(0x11, 2, piece) + frame(0x80, [1, 2, 3]) + frame(0x10, 3, piece),
            frame(0x12, 4, call(1, "echo", Array("once".utf8))) + frame(0x03, number(7)),
            frame(0x12, 5, call(2, "echo", flags: 1, piece))
                + frame(0x14, 6, number(2) + [0] + piece) + frame(0x14, 7, number(2) + [1]),
            frame(0x12, 8, call(3, "nobody", flags: 1)) + frame(0x02, number(2) + number(1 << 20)),
            frame(0x16, 9, number(2) + [0, 0, 4]) + frame(0x15, 10, number(3) + [0, 0, 4] + piece),
            frame(0x1F, 11, piece) + frame(0x04, number(9)) + frame(0x10, 12),
            frame(0x05, [0, 0] + Array("going away".utf8)),
        ]
    }()
}
