// SPDX-License-Identifier: Apache-2.0

package import Determinism
import Wire

/// One connection that carries a lane, without its socket (docs/lane-protocol.md §2 to §6).
///
/// Bytes, ends and the time go in and events come out, as they do from the `Lane`, which every
/// entry point is given. When the driver has done what they ask for, `fill` takes what the lane has
/// to say, `withUnsent` shows what to write, and `sent` says what was taken. Not copyable: two
/// would seal different records under the same number.
package struct LaneConnection: ~Copyable, Sendable {
    enum Phase: Equatable, Sendable {
        /// Our opening goes out, and the peer's answer comes. To `open`, `closing`, `closed`.
        case dialling(LaneHello)
        /// Our answer goes out; the first record shows that the peer is there and not a recording.
        /// To `open`, `closing`, `closed`.
        case confirming(LanePeer)
        case open
        /// What is written goes out; what comes in is dropped. To `closed`.
        case closing
        case closed
    }

    package let id: LaneConnectionID
    let settings: LaneSettings
    var phase: Phase
    /// When the phase began.
    var since: Instant
    /// When the last bytes came, and when the peer last took some.
    var lastReceived: Instant
    var lastWrite: Instant

    let framing: LaneFraming
    /// Reads the answer to our opening.
    private var decoder: StreamDecoder?
    /// `nil` while opening, and where there are no keys.
    var cipher: (any LaneCipher)?
    /// The beginning of a record.
    var input: [UInt8] = []
    /// What a sealed record holds, coming or going.
    var plaintext: [UInt8] = []
    var output = LaneOutput()

    /// A ping is to be sent.
    var isPingDue = false
    /// When one was sent, if nothing has come since.
    var pingedAt: Instant?
    /// What the peer's last ping said, until it is answered.
    var pongDue: UInt64?

    /// The driver has begun to connect to the peer.
    ///
    /// - Parameters:
    ///   - lane: whose connection this is, which has asked for it.
    ///   - id: never used before with this lane.
    ///   - random: 32 bytes of the system's generator, never used before.
    ///   - framing: label and keys.
    ///   - now: the present.
    package init(
        dialling lane: inout Lane,
        as id: LaneConnectionID,
        random: [UInt8],
        framing: LaneFraming,
        at now: Instant
    ) {
        precondition(random.count == LaneHello.randomBytes, "\(random.count) random bytes")
        let hello = lane.hello(as: .dialer, random: random, key: framing.keys?.primary ?? 0)
        self.init(id, .dialling(hello), framing, lane.settings, at: now)
        decoder = framing.decoder(.dialer)
        output.append(framing.request(.hello(hello)))
        lane.dialling = id
        lane.isDialAsked = false
    }

    /// Answers a peer that has dialled.
    ///
    /// - Parameters:
    ///   - content: its opening, whole, of which `LaneGreeting` says whose it is.
    ///   - lane: this node's with that peer.
    ///   - id: never used before with this lane.
    ///   - random: 32 bytes of the system's generator, never used before.
    ///   - framing: label and keys.
    ///   - now: the present.
    /// - Throws: why it is refused, which `refusal(of:_:_:framing:)` makes an answer of.
    package init(
        answering content: [UInt8],
        for lane: inout Lane,
        as id: LaneConnectionID,
        random: [UInt8],
        framing: LaneFraming,
        at now: Instant
    ) throws(LaneCode) {
        precondition(random.count == LaneHello.randomBytes, "\(random.count) random bytes")
        guard case .hello(let hello) = try? LaneGreeting(content), hello.side == .dialer else {
            throw .malformed
        }
        if let code = lane.refusal(of: hello) { throw code }
        let told = lane.hello(as: .acceptor, random: random, key: hello.key, answering: hello)
        let answer = LaneGreeting.hello(told)
        let cipher = try Self.cipher(
            .acceptor,
            of: hello,
            content,
            told,
            answer.encoded(),
            by: framing.keys
        )
        self.init(
            id,
            .confirming(LanePeer(hello: hello, told: told)),
            framing,
            lane.settings,
            at: now
        )
        self.cipher = cipher
        output.append(framing.reply(answer))
    }

    private init(
        _ id: LaneConnectionID,
        _ phase: Phase,
        _ framing: LaneFraming,
        _ settings: LaneSettings,
        at now: Instant
    ) {
        self.id = id
        self.phase = phase
        self.framing = framing
        self.settings = settings
        since = now
        lastReceived = now
        lastWrite = now
    }

    /// The bytes that refuse a lane: all that is said on that stream.
    ///
    /// - Parameters:
    ///   - content: the peer's opening.
    ///   - code: why.
    ///   - words: for people.
    ///   - framing: label and keys.
    /// - Returns: the whole of it, framed.
    package static func refusal(
        of content: [UInt8],
        _ code: LaneCode,
        _ words: String,
        framing: LaneFraming
    ) -> [UInt8] {
        var echo = [UInt8](repeating: 0, count: LaneHello.randomBytes)
        if case .hello(let hello) = try? LaneGreeting(content) { echo = hello.random }
        return framing.reply(.refusal(LaneRefusal(code: code, echo: echo, words: words)))
    }

    /// The keys of this connection alone; `nil` where there are none.
    private static func cipher(
        _ side: LaneSide,
        of dialer: LaneHello,
        _ dialerContent: [UInt8],
        _ acceptor: LaneHello,
        _ acceptorContent: [UInt8],
        by keys: (any LaneKeys)?
    ) throws(LaneCode) -> (any LaneCipher)? {
        guard let keys else {
            guard dialer.key == 0 else { throw .key }
            return nil
        }
        guard dialer.key != 0,
            let cipher = keys.cipher(
                key: dialer.key,
                side: side,
                salt: dialer.random + acceptor.random,
                transcript: dialerContent + acceptorContent
            )
        else { throw .key }
        return cipher
    }

    // MARK: The network did something

    /// Bytes have come.
    package mutating func receive(
        _ bytes: UnsafeRawBufferPointer,
        for lane: inout Lane,
        at now: Instant
    ) -> [LaneEvent] {
        guard !bytes.isEmpty else { return [] }
        lastReceived = now
        isPingDue = false
        pingedAt = nil
        var events: [LaneEvent] = []
        do throws(LaneFault) {
            switch phase {
            case .dialling(let told):
                try receiveAnswer(bytes, to: told, for: &lane, at: now, &events)
            case .confirming, .open: try receiveRecords(bytes, for: &lane, at: now, &events)
            case .closing, .closed: break
            }
        } catch {
            end(.fault(error), tells: error.code, &lane, at: now, &events)
        }
        return events
    }

    /// The peer will say no more, or the system says that the connection is broken or was never
    /// made.
    package mutating func receiveEnd(
        isBroken: Bool,
        for lane: inout Lane,
        at now: Instant
    ) -> [LaneEvent] {
        var events: [LaneEvent] = []
        let reason: LaneEnd
        if case .dialling = phase, !isBroken {
            reason = .notUnderstood
        } else {
            reason = .lost
        }
        end(reason, tells: nil, &lane, at: now, &events)
        phase = .closed
        return events
    }

    /// The answer is read byte by byte: nothing may come behind it before we have said more.
    private mutating func receiveAnswer(
        _ bytes: UnsafeRawBufferPointer,
        to told: LaneHello,
        for lane: inout Lane,
        at now: Instant,
        _ events: inout [LaneEvent]
    ) throws(LaneFault) {
        for index in bytes.indices {
            let byte = UnsafeRawBufferPointer(rebasing: bytes[index...index])
            let frame: StreamFrame?
            do throws(StreamError) {
                frame = try decoder?.receive(byte)
            } catch {
                throw .stream(error)
            }
            guard let frame else { continue }
            guard index == bytes.count - 1 else { throw .earlyBytes }
            decoder = nil
            switch frame {
            case .lane(let content):
                try take(content, to: told, for: &lane, at: now, &events)
            case .error: end(.notUnderstood, tells: nil, &lane, at: now, &events)
            default: throw .notAnAnswer
            }
            return
        }
    }

    private mutating func take(
        _ content: [UInt8],
        to told: LaneHello,
        for lane: inout Lane,
        at now: Instant,
        _ events: inout [LaneEvent]
    ) throws(LaneFault) {
        switch try LaneGreeting(content) {
        case .refusal(let refusal):
            guard refusal.echo == told.random else { throw .notAnAnswer }
            end(.refused(refusal.code), tells: nil, &lane, at: now, &events)
        case .hello(let hello):
            guard hello.side == .acceptor, hello.echo == told.random, hello.key == told.key,
                hello.versions == LaneHello.versions, hello.grants.isPossible
            else { throw .notAnAnswer }
            guard hello.name == lane.peer, hello.peer == lane.name else {
                return end(.refused(.wrongName), tells: nil, &lane, at: now, &events)
            }
            // Another connection has been taken in the meantime.
            guard lane.dialling == id else {
                return end(.closed(.superseded), tells: nil, &lane, at: now, &events)
            }
            do throws(LaneCode) {
                let own = LaneGreeting.hello(told).encoded()
                cipher = try Self.cipher(.dialer, of: told, own, hello, content, by: framing.keys)
            } catch {
                return end(.closed(error), tells: nil, &lane, at: now, &events)
            }
            try open(LanePeer(hello: hello, told: told), for: &lane, at: now, &events)
        }
    }

    /// The connection carries the lane from here on.
    mutating func open(
        _ peer: LanePeer,
        for lane: inout Lane,
        at now: Instant,
        _ events: inout [LaneEvent]
    ) throws(LaneFault) {
        phase = .open
        since = now
        guard try lane.adopt(id, peer, at: now, &events) else {
            return end(.closed(.superseded), tells: .superseded, &lane, at: now, &events)
        }
    }
}
