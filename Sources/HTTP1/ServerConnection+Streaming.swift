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
    /// It ends by itself when there can be no content: for HEAD, and with a status without it.
    package mutating func stream(_ answer: Answer, at now: Instant) -> ServerEffect {
        guard phase == .answering else { return .wait }
        let keeps = mayKeep(asksToClose: answer.fields.asksToClose) && !exchange.isHTTP10
        let carries = answer.status.allowsContent && !exchange.isHead
        let serializer = ResponseSerializer(
            closes: !keeps,
            saysKeepAlive: false,
            isHead: true,
            framing: exchange.isHTTP10 ? .close : .chunks
        )
        if unsentCount == 0 { lastWrite = now }
        joinTail()
        // The first piece is sent below, framed.
        _ = serializer.append(answer, to: &output)
        unsentAnswers += 1
        streamKeeps = keeps
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

    /// Hands in the next piece.
    package mutating func send(_ content: ArraySlice<UInt8>, at now: Instant) {
        guard phase == .streaming, !content.isEmpty else { return }
        if unsentCount == 0 { lastWrite = now }
        guard !exchange.isHTTP10 else {
            output.append(contentsOf: content)
            return
        }
        Self.appendHexadecimal(content.count, to: &output)
        Self.appendLineEnd(to: &output)
        output.append(contentsOf: content)
        Self.appendLineEnd(to: &output)
    }

    /// There is no more content; with `closes` the connection ends as well.
    package mutating func endStream(closes: Bool, at now: Instant) -> ServerEffect {
        guard phase == .streaming else { return .wait }
        if !exchange.isHTTP10 {
            if unsentCount == 0 { lastWrite = now }
            output.append(contentsOf: Self.lastChunk)
        }
        return endAnswer(keeps: streamKeeps && !closes && !isFinishing, at: now)
    }

    static let lastChunk = Array("0\r\n\r\n".utf8)

    private mutating func endAnswer(keeps: Bool, at now: Instant) -> ServerEffect {
        guard keeps else {
            close(lingers: exchange.keepsAlive || consumed < input.count, at: now)
            return .wait
        }
        begin(.head, at: now)
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
