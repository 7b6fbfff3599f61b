// SPDX-License-Identifier: Apache-2.0

import Determinism
import Messaging
import Wire

/// One end of a TCP connection, as a driver keeps it; bytes go to the other end by hand.
final class Endpoint {
    /// Keeps a connection in place.
    final class Driven {
        var connection: LaneConnection

        init(_ connection: consuming LaneConnection) { self.connection = connection }
    }

    let node: LaneNode
    let framing: LaneFraming
    var driven: Driven?
    /// An acceptor's, until the opening is whole.
    private var decoder: StreamDecoder?
    private var openingBytes: [UInt8] = []
    /// An answer to an opening that is refused.
    private var refusal: [UInt8] = []
    /// On its way to the other end.
    var wire: [UInt8] = []
    /// Everything that was ever written.
    var written: [UInt8] = []
    /// This end is closed: the other one sees so when it has read what is on its way.
    private(set) var isGone = false

    /// The end of the node that dials.
    init(dialling node: LaneNode, framing: LaneFraming, at now: Instant) {
        self.node = node
        self.framing = framing
        let id = node.nextID()
        let connection = LaneConnection(
            dialling: &node.lane,
            as: id,
            random: node.nextRandom(),
            framing: framing,
            at: now
        )
        driven = Driven(connection)
    }

    /// The end of a node that listens.
    init(listening node: LaneNode, framing: LaneFraming, _ decoder: StreamDecoder) {
        self.node = node
        self.framing = framing
        self.decoder = decoder
    }

    /// Bytes come from the other end.
    func receive(_ bytes: [UInt8], at now: Instant) -> [LaneEvent] {
        guard !isGone else { return [] }
        if let driven {
            return bytes.withUnsafeBytes {
                driven.connection.receive($0, for: &node.lane, at: now)
            }
        }
        do {
            guard case .lane(let content)? = try decoder?.receive(bytes) else { return [] }
            decoder = nil
            answer(content, at: now)
        } catch {
            isGone = true
        }
        return []
    }

    private func answer(_ content: [UInt8], at now: Instant) {
        do {
            let connection = try LaneConnection(
                answering: content,
                for: &node.lane,
                as: node.nextID(),
                random: node.nextRandom(),
                framing: framing,
                at: now
            )
            driven = Driven(connection)
        } catch {
            refusal = LaneConnection.refusal(of: content, error, "no", framing: framing)
        }
    }

    /// Nothing more comes from the other end.
    func receiveEnd(isBroken: Bool, at now: Instant) -> [LaneEvent] {
        guard !isGone else { return [] }
        isGone = true
        guard let driven else { return [] }
        return driven.connection.receiveEnd(isBroken: isBroken, for: &node.lane, at: now)
    }

    /// Takes up to so many bytes of what is to go out.
    func write(_ most: Int, at now: Instant) {
        guard !isGone else { return }
        if !refusal.isEmpty {
            put(refusal)
            refusal = []
            isGone = true
        }
        guard let driven else { return }
        driven.connection.fill(from: &node.lane, at: now)
        let bytes = driven.connection.withUnsent { [UInt8]($0.prefix(most)) }
        put(bytes)
        driven.connection.sent(bytes.count, at: now)
        let isThrough = driven.connection.isClosing && driven.connection.unsentCount == 0
        if isThrough || driven.connection.isOver { isGone = true }
    }

    private func put(_ bytes: [UInt8]) {
        wire += bytes
        written += bytes
    }

    func advance(to now: Instant) -> [LaneEvent] {
        guard !isGone, let driven else { return [] }
        return driven.connection.advance(to: now, for: &node.lane)
    }

    /// The process behind it has ended.
    func abandon() { isGone = true }

    /// Only so many bytes of what is on its way arrive.
    func lose(allBut count: Int) { wire = [UInt8](wire.prefix(count)) }
}
