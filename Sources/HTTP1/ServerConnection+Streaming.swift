// SPDX-License-Identifier: Apache-2.0

package import Determinism

/// Answers whose content comes piece by piece, and has no length to begin with.
///
/// In HTTP/1.1 the pieces are chunks (RFC 9112 §7.1); a client of HTTP/1.0 knows the end by the
/// close of the connection (§6.3). What has been handed in and not been taken by the system counts
/// as `unsent`: the driver hands in more when that is little, which is what holds a source back.
extension ServerConnection {
    /// Whether pieces may be handed in.
    package var isStreaming: Bool { phase == .streaming }

    /// Answers what was asked for last, its content to come; `answer.body` is the first piece.
    ///
    /// With a `length` that is said, and no more nor less goes out. It ends by itself when there
    /// can be no content: for HEAD, and with a status without it.
    package mutating func stream(
        _ answer: Answer,
        length: Int? = nil,
        at now: Instant
    ) -> ServerEffect {
        guard phase == .answering else { return .wait }
        let keeps = mayKeep(asksToClose: answer.fields.asksToClose) && !exchange.isHTTP10
        let carries = answer.status.allowsContent && !exchange.isHead
        outgoing = OutgoingStream(keeps: keeps, framing: exchange.isHTTP10 ? .close : .chunks)
        if let length { outgoing.framing = .known(length) }
        let serializer = ResponseSerializer(
            closes: !keeps,
            saysKeepAlive: false,
            isHead: true,
            framing: outgoing.headFraming
        )
        if unsentCount == 0 { lastWrite = now }
        joinTail()
        // The first piece is sent below, framed.
        _ = serializer.append(answer, to: &output)
        unsentAnswers += 1
        guard carries else { return endAnswer(keeps: keeps, at: now) }
        begin(.streaming, at: now)
        // Whoever has hung up already reads nothing of what never ends.
        guard !peerHasEnded else {
            phase = .closed
            return .wait
        }
        send(answer.body[...], at: now)
        return .wait
    }

    /// Hands in the next piece; what goes beyond the length that was said is left out, and the
    /// connection closes at the end.
    package mutating func send(_ content: ArraySlice<UInt8>, at now: Instant) {
        guard phase == .streaming, !content.isEmpty else { return }
        if unsentCount == 0 { lastWrite = now }
        joinTail()
        switch outgoing.framing {
        case .close:
            output.append(contentsOf: content)
        case .known(let left):
            output.append(contentsOf: content.prefix(left))
            outgoing.framing = .known(left - min(left, content.count))
            if content.count > left { outgoing.keeps = false }
        case .chunks:
            Self.appendHexadecimal(content.count, to: &output)
            Self.appendLineEnd(to: &output)
            output.append(contentsOf: content)
            Self.appendLineEnd(to: &output)
        }
    }

    /// There is no more content; with `closes` the connection ends as well.
    ///
    /// Trailers go out only behind chunks; of them only what may stand there. When less came than
    /// the length that was said, the connection closes.
    package mutating func endStream(
        trailers: HeaderFields = HeaderFields(),
        closes: Bool,
        at now: Instant
    ) -> ServerEffect {
        guard phase == .streaming else { return .wait }
        var keeps = outgoing.keeps && !closes && !isFinishing
        switch outgoing.framing {
        case .close: break
        case .known(let left): keeps = keeps && left == 0
        case .chunks:
            if unsentCount == 0 { lastWrite = now }
            joinTail()
            output.append(UInt8(ascii: "0"))
            let isNone = ClientRequest.isNoTrailer
            ResponseSerializer.append(trailers, except: isNone, to: &output)
            output.append(contentsOf: Self.endOfTrailers)
        }
        return endAnswer(keeps: keeps, at: now)
    }

    /// The content cannot go on: the connection closes behind what was handed in, and a client
    /// that can know misses the rest.
    package mutating func breakStream(at now: Instant) {
        guard phase == .streaming else { return }
        close(lingers: false, at: now)
    }

    private static let endOfTrailers = Array("\r\n\r\n".utf8)

    private mutating func endAnswer(keeps: Bool, at now: Instant) -> ServerEffect {
        let hasRest = !reading.isEmpty
        guard keeps, !hasRest || mayDropRest else {
            close(lingers: exchange.keepsAlive || hasRest || consumed < input.count, at: now)
            return .wait
        }
        begin(hasRest ? .skipping : .head, at: now)
        return goOn(at: now)
    }

    static func appendLineEnd(to output: inout [UInt8]) {
        output.append(ASCII.carriageReturn)
        output.append(ASCII.lineFeed)
    }

    static func appendHexadecimal(_ number: Int, to output: inout [UInt8]) {
        var shift = 0
        while number >> shift >= 16 { shift += 4 }
        while shift >= 0 {
            let digit = UInt8(number >> shift & 15)
            output.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            shift -= 4
        }
    }
}
