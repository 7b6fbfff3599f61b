// SPDX-License-Identifier: Apache-2.0

import Determinism
import Messaging
import Wire
import WireSecurity

/// Both ends of a lane without sockets: what one writes, the other reads at once.
struct LaneBench: ~Copyable {
    private let workload: Workload
    private var a: Lane
    private var b: Lane
    private var dialler: LaneConnection
    private var listener: LaneConnection
    private var body: LaneExchange?
    private let message = [UInt8](#"{"key":"ping","value":0}"#.utf8)
    private let piece = [UInt8](repeating: 0x78, count: 64 << 10)
    /// Kept so that nothing is optimised away.
    private(set) var accepted: UInt64 = 0

    /// A lane that has been opened.
    static func opened(for workload: Workload) throws -> LaneBench {
        let (framing, encryption) = try framing(sealed: workload.isSealed)
        guard let lifeOfA = LaneLife([UInt8](repeating: 1, count: 16)),
            let lifeOfB = LaneLife([UInt8](repeating: 2, count: 16))
        else { preconditionFailure("no life") }
        var a = Lane(from: "a", to: "b", life: lifeOfA, seed: 1, at: .origin)
        var b = Lane(from: "b", to: "a", life: lifeOfB, seed: 2, at: .origin)
        let random = [UInt8](repeating: 3, count: 32)
        let id = LaneConnectionID(rawValue: 1)
        var dialler = LaneConnection(
            dialling: &a,
            as: id,
            random: random,
            framing: framing,
            at: .origin
        )
        let opening = dialler.withUnsent { [UInt8]($0) }
        dialler.sent(opening.count, at: .origin)
        var decoder = StreamDecoder(side: .acceptor, encryption: encryption)
        guard case .lane(let content)? = try decoder.receive(opening) else {
            preconditionFailure("no opening")
        }
        let listener = try LaneConnection(
            answering: content,
            for: &b,
            as: id,
            random: random,
            framing: framing,
            at: .origin
        )
        var bench = LaneBench(workload, a, b, dialler, listener)
        bench.exchange(fromA: false)
        bench.exchange(fromA: true)
        guard workload.isBody else { return bench }
        bench.body = try bench.a.call(
            "put",
            body: [],
            isStreamed: true,
            deadline: nil,
            at: .origin
        )
        bench.exchange(fromA: true)
        return bench
    }

    private init(
        _ workload: Workload,
        _ a: Lane,
        _ b: Lane,
        _ dialler: consuming LaneConnection,
        _ listener: consuming LaneConnection
    ) {
        self.workload = workload
        self.a = a
        self.b = b
        self.dialler = dialler
        self.listener = listener
    }

    private static func framing(sealed: Bool) throws -> (LaneFraming, Encryption?) {
        guard sealed else { return (LaneFraming(), nil) }
        let keyring = try Keyring([[UInt8](repeating: 1, count: 32)])
        guard let cipher = KeyringCipher(keyring), let keys = KeyringLaneKeys(keyring) else {
            preconditionFailure("no key in the ring")
        }
        return (LaneFraming(cipher: (cipher, keys)), Encryption(cipher))
    }

    /// Sends so many messages, or pieces.
    mutating func run(_ count: Int) throws {
        for _ in 0..<count / workload.batch {
            if let body {
                try a.write(piece, to: body, isLast: false)
            } else {
                for _ in 0..<workload.batch { _ = try a.send(message) }
            }
            exchange(fromA: true)
            exchange(fromA: false)
        }
    }

    /// One side writes, and the other takes it and all that it says.
    private mutating func exchange(fromA: Bool) {
        if fromA {
            dialler.fill(from: &a, at: .origin)
            let events = dialler.withUnsent { listener.receive($0, for: &b, at: .origin) }
            dialler.sent(dialler.unsentCount, at: .origin)
            for event in events {
                switch event {
                case .message(let receipt, _): b.accept(through: receipt)
                case .body(let exchange, let bytes, _): b.consume(bytes.count, of: exchange)
                default: break
                }
            }
        } else {
            listener.fill(from: &b, at: .origin)
            let events = listener.withUnsent { dialler.receive($0, for: &a, at: .origin) }
            listener.sent(listener.unsentCount, at: .origin)
            for case .accepted(let number) in events { accepted = number }
        }
    }

    /// What is not acknowledged.
    var held: Int { a.held.frames }
}
