// SPDX-License-Identifier: Apache-2.0

import Determinism

/// From bytes to requests.
extension ServerConnection {
    /// Empty lines before a request that are overlooked (RFC 9112 §2.2).
    private static let emptyLineLimit: UInt8 = 16

    /// Goes as far as the bytes allow.
    mutating func goOn(at now: Instant) -> ServerEffect {
        if isAwaitingRequest {
            isHeldBack = false
            return .wait
        }
        while true {
            do throws(HTTPFault) {
                switch phase {
                case .head:
                    if let effect = try readHead(at: now) { return effect }
                case .body:
                    if let effect = try readBody(at: now) { return effect }
                case .skipping:
                    guard try skipBody(at: now) else { return .wait }
                case .deciding, .answering, .streaming, .closing, .closed:
                    return .wait
                }
            } catch {
                return refuse(error, at: now)
            }
        }
    }

    /// Whether there is nothing to read and nothing to end.
    private var isAwaitingRequest: Bool {
        phase == .head && !isInHead && consumed == input.count && !isFinishing && !peerHasEnded
    }

    /// - Returns: `nil` when there is more to do at once.
    private mutating func readHead(at now: Instant) throws(HTTPFault) -> ServerEffect? {
        isHeldBack = !mayReadNextHead && consumed < input.count
        guard mayReadNextHead else { return .wait }
        guard !isFinishing || isInHead else {
            close(lingers: true, at: now)
            return .wait
        }
        guard try skipEmptyLines() else {
            guard peerHasEnded else { return .wait }
            guard consumed == input.count else { throw .badRequest(.incomplete) }
            close(lingers: false, at: now)
            return .wait
        }
        if reading.isEmpty {
            reading.append(RequestReading())
            since = now
        }
        let bytes = input
        let rest = bytes.span.extracting(consumed..<bytes.count)
        switch try reading[0].parser.advance(rest, limits) {
        case .more:
            guard peerHasEnded else { return .wait }
            throw .badRequest(.incomplete)
        case .complete(let head, let count):
            consumed += count
            emptyLines = 0
            return take(head, at: now)
        }
    }

    /// Answers that the peer does not take hold the next request back.
    private var mayReadNextHead: Bool {
        unsentAnswers < limits.pipelined && unsentCount < limits.unsentBytes
    }

    /// - Returns: whether a byte of a request has come.
    private mutating func skipEmptyLines() throws(HTTPFault) -> Bool {
        guard !isInHead else { return true }
        while consumed < input.count, input[consumed] == ASCII.carriageReturn {
            guard consumed + 1 < input.count else { return false }
            guard input[consumed + 1] == ASCII.lineFeed else {
                throw .badRequest(.bareCarriageReturn)
            }
            consumed += 2
            emptyLines += 1
            guard emptyLines <= Self.emptyLineLimit else { throw .badRequest(.emptyLines) }
        }
        return consumed < input.count
    }

    /// Whether the next byte is the first of a request that may be looked at.
    package var isBetweenRequests: Bool {
        phase == .head && !isInHead && emptyLines == 0 && consumed == input.count
            && !isFinishing && !peerHasEnded && mayReadNextHead
    }

    mutating func take(_ head: RequestHead, at now: Instant) -> ServerEffect {
        exchange = Exchange(
            isHead: head.method == .head,
            isHTTP10: head.version == .http10,
            keepsAlive: head.keepsAlive,
            expectsContinue: head.expectsContinue,
            length: head.length
        )
        reading.removeAll(keepingCapacity: true)
        guard head.length == .none else {
            reading.append(RequestReading(head: head))
            begin(.deciding, at: now)
            return .decide(head)
        }
        begin(.answering, at: now)
        return .answer(head, body: [])
    }

    /// The body of the head that was decided on comes next.
    mutating func beginBody(drops: Bool) {
        guard !reading.isEmpty else { return }
        reading[0].body = BodyReader(exchange.length, drops: drops)
    }

    /// Takes what has come of the body.
    ///
    /// - Returns: whether that was all of it.
    private mutating func advanceBody() throws(HTTPFault) -> Bool {
        guard !reading.isEmpty else { return true }
        let bytes = input
        let rest = bytes.span.extracting(consumed..<bytes.count)
        consumed += try reading[0].body.advance(rest, limits)
        return reading[0].body.isComplete
    }

    private mutating func readBody(at now: Instant) throws(HTTPFault) -> ServerEffect? {
        guard try advanceBody() else {
            guard peerHasEnded else { return .wait }
            throw .badRequest(.incomplete)
        }
        guard let request = reading.popLast(), let head = request.head else { return .wait }
        begin(.answering, at: now)
        return .answer(head, body: request.body.body)
    }

    /// - Returns: whether the body has ended. When it never does so in order, its request has been
    ///   answered already and only the close is left.
    private mutating func skipBody(at now: Instant) throws(HTTPFault) -> Bool {
        do throws(HTTPFault) {
            guard try advanceBody() else {
                // What a body in pieces leaves is kept by its reader, not dropped.
                if !reading.isEmpty { _ = reading[0].body.takeBody() }
                if peerHasEnded { close(lingers: false, at: now) }
                return false
            }
        } catch {
            silentEnd = .unreadBody
            close(lingers: true, at: now)
            return false
        }
        reading.removeAll(keepingCapacity: true)
        begin(.head, at: now)
        return true
    }

    /// Nothing that follows a fault is looked at.
    mutating func refuse(_ fault: HTTPFault, at now: Instant) -> ServerEffect {
        let isHead = isInHead ? reading[0].parser.isHead : phase != .head && exchange.isHead
        exchange = Exchange(isFault: true, isHead: isHead)
        emptyLines = 0
        reading = []
        input = []
        consumed = 0
        begin(.answering, at: now)
        return .refuse(fault)
    }
}
