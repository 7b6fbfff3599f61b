// SPDX-License-Identifier: Apache-2.0

import Determinism
import Messaging
import Wire
import WireSecurity

/// Two nodes with one connection between them, on which everything arrives at once.
final class LanePair {
    let a: LaneNode
    let b: LaneNode
    let framing: LaneFraming
    private let cipher: KeyringCipher?
    var now = Instant.origin
    private(set) var dialler: Endpoint
    private(set) var listener: Endpoint
    /// What each node was told.
    private(set) var eventsOfA: [LaneEvent] = []
    private(set) var eventsOfB: [LaneEvent] = []
    /// Bytes that arrive at once.
    var pieceBytes = Int.max

    static let key = [UInt8](repeating: 0x2A, count: 32)
    static let label = [UInt8]("blue".utf8)

    static func framing(keys: [[UInt8]]) -> (LaneFraming, KeyringCipher?) {
        guard !keys.isEmpty else { return (LaneFraming(label: label), nil) }
        guard let keyring = try? Keyring(keys), let cipher = KeyringCipher(keyring),
            let laneKeys = KeyringLaneKeys(keyring)
        else { preconditionFailure("a test's keys are keys") }
        return (LaneFraming(label: label, cipher: (cipher, laneKeys)), cipher)
    }

    init(sealed: Bool, settings: LaneSettings = LaneSettings(), seed: UInt64 = 1) {
        a = LaneNode("a", to: "b", seed: seed, settings: settings)
        b = LaneNode("b", to: "a", seed: seed + 1, settings: settings)
        (framing, cipher) = Self.framing(keys: sealed ? [Self.key] : [])
        dialler = Endpoint(dialling: a, framing: framing, at: .origin)
        listener = Self.listener(b, framing, cipher)
    }

    static func listener(
        _ node: LaneNode,
        _ framing: LaneFraming,
        _ cipher: KeyringCipher?
    ) -> Endpoint {
        let decoder = StreamDecoder(
            side: .acceptor,
            label: label,
            encryption: cipher.map { Encryption($0) }
        )
        return Endpoint(listening: node, framing: framing, decoder)
    }

    /// Dials again; the former connection is left where it is.
    func dial() {
        dialler = Endpoint(dialling: a, framing: framing, at: now)
        listener = Self.listener(b, framing, cipher)
    }

    /// A listener more, for bytes that are put there by hand.
    func listenAgain() -> Endpoint { Self.listener(b, framing, cipher) }

    /// Moves bytes to and fro until nothing moves any more.
    func settle() {
        var isMoving = true
        while isMoving {
            isMoving = false
            if move(from: dialler, to: listener, &eventsOfB) { isMoving = true }
            if move(from: listener, to: dialler, &eventsOfA) { isMoving = true }
        }
    }

    private func move(
        from sender: Endpoint,
        to receiver: Endpoint,
        _ events: inout [LaneEvent]
    ) -> Bool {
        sender.write(.max, at: now)
        guard !sender.wire.isEmpty else { return false }
        let bytes = sender.wire
        sender.wire = []
        var start = 0
        while start < bytes.count {
            let end = start + min(pieceBytes, bytes.count - start)
            let news = receiver.receive([UInt8](bytes[start..<end]), at: now)
            for case .message(let receipt, _) in news {
                receiver.node.lane.accept(through: receipt)
            }
            events += news
            start = end
        }
        return true
    }

    /// What was told since the last time.
    func takeEvents() -> (a: [LaneEvent], b: [LaneEvent]) {
        defer { (eventsOfA, eventsOfB) = ([], []) }
        return (eventsOfA, eventsOfB)
    }

    /// Time passes for both.
    func advance(by duration: Duration) {
        now += duration
        eventsOfA += a.lane.advance(to: now) + dialler.advance(to: now)
        eventsOfB += b.lane.advance(to: now) + listener.advance(to: now)
    }
}
