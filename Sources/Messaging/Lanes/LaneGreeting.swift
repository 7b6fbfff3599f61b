// SPDX-License-Identifier: Apache-2.0

import Wire

/// The content of an opening message (docs/lane-protocol.md §2).
package enum LaneGreeting: Equatable, Sendable {
    case hello(LaneHello)
    case refusal(LaneRefusal)

    private static let refusalKind: UInt8 = 2

    // MARK: Writing

    package func encoded() -> [UInt8] {
        switch self {
        case .hello(let hello): Self.encoded(hello)
        case .refusal(let refusal): Self.encoded(refusal)
        }
    }

    private static func encoded(_ hello: LaneHello) -> [UInt8] {
        var bytes = [hello.side.rawValue, hello.versions.lowerBound, hello.versions.upperBound, 0]
        bytes.append(bigEndian: hello.capabilities)
        bytes += hello.random + hello.echo
        for number in [
            hello.key, hello.life.high, hello.life.low, hello.peerLife.high, hello.peerLife.low,
            hello.received, hello.accepted, hello.first,
        ] {
            bytes.append(bigEndian: number)
        }
        let grants = hello.grants
        for number in [
            grants.windowBytes, grants.windowFrames, grants.calls, grants.bodies,
            grants.bodyWindowBytes,
        ] {
            bytes.append(bigEndian: UInt32(truncatingIfNeeded: number))
        }
        for name in [hello.name, hello.peer] {
            let utf8 = Array(name.text.utf8.prefix(LaneLimits.nameBytes))
            bytes.append(UInt8(utf8.count))
            bytes += utf8
        }
        return bytes
    }

    private static func encoded(_ refusal: LaneRefusal) -> [UInt8] {
        let code = refusal.code.rawValue
        return [refusalKind, UInt8(code >> 8), UInt8(code & 0xFF), 0] + refusal.echo
            + refusal.words.utf8.prefix(LaneLimits.wordsBytes)
    }

    // MARK: Reading

    /// What these bytes say, all of them; a hello may have more behind it, which is left out.
    package init(_ bytes: [UInt8]) throws(LaneFault) {
        var reader = GreetingReader(bytes)
        let kind = try reader.byte()
        guard kind != Self.refusalKind else {
            let code = LaneCode(
                rawValue: UInt16(try reader.byte()) << 8 | UInt16(try reader.byte())
            )
            _ = try reader.byte()
            let echo = try reader.take(LaneHello.randomBytes)
            let words = String(decoding: reader.rest.prefix(LaneLimits.wordsBytes), as: UTF8.self)
            self = .refusal(LaneRefusal(code: code, echo: echo, words: words))
            return
        }
        guard let side = LaneSide(rawValue: kind) else { throw .openingMalformed(at: 0) }
        self = .hello(try Self.hello(of: side, &reader))
    }

    private static func hello(
        of side: LaneSide,
        _ reader: inout GreetingReader
    ) throws(LaneFault) -> LaneHello {
        let (lowest, highest) = (try reader.byte(), try reader.byte())
        guard lowest <= highest else { throw .openingMalformed(at: 1) }
        _ = try reader.byte()
        let hello = LaneHello(
            side: side,
            versions: lowest...highest,
            capabilities: try reader.word(),
            random: try reader.take(LaneHello.randomBytes),
            echo: try reader.take(LaneHello.randomBytes),
            key: try reader.number(),
            life: try reader.life(),
            peerLife: try reader.life(),
            received: try reader.number(),
            accepted: try reader.number(),
            first: try reader.number(),
            grants: LaneGrants(
                windowBytes: Int(try reader.word()),
                windowFrames: Int(try reader.word()),
                calls: Int(try reader.word()),
                bodies: Int(try reader.word()),
                bodyWindowBytes: Int(try reader.word())
            ),
            name: try reader.name(),
            peer: try reader.name()
        )
        guard hello.isConsistent else { throw .openingMalformed(at: reader.offset) }
        return hello
    }
}

extension LaneHello {
    /// Far more frames than can be sent in any life; sums with it do not overflow.
    private static let greatestNumber = UInt64(1) << 62

    /// Whether what is said fits together.
    fileprivate var isConsistent: Bool {
        life != .none && accepted <= received && received < Self.greatestNumber
            && (1...Self.greatestNumber).contains(first)
    }
}
