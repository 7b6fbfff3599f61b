// SPDX-License-Identifier: Apache-2.0

@testable import Wire

/// Chance that repeats itself: xorshift64*, by Vigna.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = (seed &<< 1) | 1 }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }

    mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }

    mutating func bool() -> Bool { Bool.random(using: &self) }

    /// Few different values, as in real packets, so that compression has something to do.
    mutating func bytes(atMost count: Int) -> [UInt8] {
        let alphabet = UInt64([2, 16, 256][below(3)])
        return (0..<below(count + 1)).map { _ in UInt8(next() >> 32 % alphabet) }
    }

    mutating func name() -> MemberName {
        MemberName(
            (0..<below(40)).map { _ in ["a", "b", "-", "7", "ü", "\u{301}"][below(6)] }.joined()
        )
    }

    mutating func endpoint() -> Endpoint {
        let count = [0, 4, 16][below(3)]
        let address = AddressBytes((0..<count).map { _ in UInt8(next() >> 56) })!
        return Endpoint(address: address, port: UInt16(truncatingIfNeeded: next() >> 40))
    }

    mutating func versions() -> VersionVector {
        VersionVector((0..<below(7)).map { _ in UInt8(next() >> 56) })
    }

    mutating func number() -> UInt32 { UInt32(next() >> 32) >> UInt32(below(32)) }

    mutating func message() -> Message {
        let sequenceNumber = SequenceNumber(rawValue: number())
        let incarnation = Incarnation(rawValue: number())
        switch below(8) {
        case 0:
            let ping = Ping(
                sequenceNumber: sequenceNumber,
                node: name(),
                source: endpoint(),
                sourceNode: name()
            )
            return .ping(ping)
        case 1:
            let ping = IndirectPing(
                sequenceNumber: sequenceNumber,
                target: endpoint(),
                node: name(),
                wantsNack: bool(),
                source: endpoint(),
                sourceNode: name()
            )
            return .indirectPing(ping)
        case 2: return .ack(Ack(sequenceNumber: sequenceNumber, payload: bytes(atMost: 100)))
        case 3: return .nack(Nack(sequenceNumber: sequenceNumber))
        case 4: return .suspect(Suspect(incarnation: incarnation, node: name(), from: name()))
        case 5: return .dead(Dead(incarnation: incarnation, node: name(), from: name()))
        case 6: return .user(bytes(atMost: 300))
        default:
            let alive = Alive(
                incarnation: incarnation,
                node: name(),
                endpoint: endpoint(),
                metadata: bytes(atMost: 200),
                versions: versions()
            )
            return .alive(alive)
        }
    }

    mutating func nodeState() -> PushNodeState {
        PushNodeState(
            name: name(),
            endpoint: endpoint(),
            metadata: bytes(atMost: 100),
            incarnation: Incarnation(rawValue: number()),
            state: below(6) - 1,
            versions: versions()
        )
    }

    mutating func frame() -> StreamFrame {
        switch below(3) {
        case 0: .user(bytes(atMost: 3_000))
        case 1: .ping(Ping(sequenceNumber: SequenceNumber(rawValue: number()), node: name()))
        default:
            .pushPull(
                PushPull(
                    join: bool(),
                    nodes: (0..<below(12)).map { _ in nodeState() },
                    userState: bytes(atMost: 500)
                )
            )
        }
    }

    /// A few bytes changed, taken out, put in, or repeated.
    mutating func mutated(_ original: [UInt8]) -> [UInt8] {
        var bytes = original
        for _ in 0...below(4) {
            guard !bytes.isEmpty else { return [UInt8(next() >> 56)] }
            let place = below(bytes.count)
            switch below(6) {
            case 0: bytes[place] = UInt8(next() >> 56)
            case 1: bytes[place] ^= 1 << UInt8(below(8))
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + below(8)))
            case 3: bytes.insert(contentsOf: self.bytes(atMost: 8), at: place)
            case 4: bytes = [UInt8](bytes[..<place])
            default:
                let special: [UInt8] = [
                    0x7, 0x9, 0xC, 0x80, 0xC1, 0xC6, 0xDB, 0xDD, 0xDF, 0xF4, 0xFF,
                ]
                bytes[place] = special[below(special.count)]
            }
        }
        return bytes
    }
}
