// SPDX-License-Identifier: Apache-2.0

package import Determinism

/// The client's side of one HTTP/1.1 connection (RFC 9112), without its socket.
///
/// One request at a time goes out and its response comes in; both bodies pass through in pieces.
/// Whoever drives it hands in bytes, ends and the time, asks `next(at:)` until there is nothing,
/// and looks at `demand`, `withUnsent` and `nextDeadline`. What comes of the bytes does not depend
/// on how they were split. Not asking holds the server back: `demand.reads` is false while enough
/// of what came waits to be asked for. Not copyable, like its counterpart `ServerConnection`.
package struct ClientConnection: ~Copyable, Sendable {
    enum Phase: Equatable, Sendable {
        /// A request may be sent.
        case idle
        /// The head of a response is to come.
        case head
        case body
        case closed
    }

    enum Sending: Equatable, Sendable {
        /// The whole request is written or waits to be.
        case done
        /// So much of the body is to come.
        case known(Int)
        case chunked
        /// The server wants no more; what is handed in is dropped.
        case stopped
    }

    let limits: ClientLimits
    var phase = Phase.idle
    var sending = Sending.done
    var output = OutgoingPieces()
    /// Bytes of content that went since they were last asked for.
    var wentContent = 0

    var input: [UInt8] = []
    var consumed = 0
    var parser = ResponseParser()
    var reader = BodyReader(.none)
    var fault: HTTPFault?
    var failure: ClientFailure?
    var isToHead = false
    var keepsAlive = false
    var endsWithConnection = false
    var interimCount = 0
    var peerHasEnded = false
    /// Whether a byte of this response has come.
    package internal(set) var hasReceived = false

    var since: Instant
    var lastWrite: Instant
    var lastProgress: Instant
    var isHeldBack = false

    package init(limits: ClientLimits, at now: Instant) {
        self.limits = limits
        since = now
        lastWrite = now
        lastProgress = now
    }

    // MARK: The request

    /// Whether a request may be sent.
    package var isIdle: Bool { phase == .idle && !peerHasEnded }

    /// Sends the head of a valid request on an idle connection.
    package mutating func send(_ request: ClientRequest, at now: Instant) {
        precondition(isIdle && request.isValid, "a request that cannot be sent")
        phase = .head
        parser = ResponseParser()
        isToHead = request.method == .head
        interimCount = 0
        hasReceived = false
        since = now
        lastWrite = now
        lastProgress = now
        output.append { request.appendHead(to: &$0) }
        sending =
            switch request.length {
            case .none, .known(0): .done
            case .known(let count): .known(count)
            case .chunked: .chunked
            }
    }

    /// Hands in more of the request's body; more than its head has said breaks the request.
    package mutating func write(_ content: [UInt8], at now: Instant) {
        guard isBusy, !content.isEmpty else { return }
        switch sending {
        case .stopped:
            wentContent += content.count
        case .done:
            failure = .requestLength
        case .known(let left):
            guard content.count <= left else {
                failure = .requestLength
                return
            }
            noteWrite(at: now)
            output.append(content: content)
            sending = content.count == left ? .done : .known(left - content.count)
        case .chunked:
            noteWrite(at: now)
            output.append {
                ServerConnection.appendHexadecimal(content.count, to: &$0)
                ServerConnection.appendLineEnd(to: &$0)
            }
            output.append(content: content)
            output.append { ServerConnection.appendLineEnd(to: &$0) }
        }
    }

    /// There is no more of the request's body; less than its head has said breaks the request.
    ///
    /// Trailers go out only behind chunks; of them only what may stand there.
    package mutating func endRequest(trailers: HeaderFields = HeaderFields(), at now: Instant) {
        guard isBusy else { return }
        switch sending {
        case .stopped, .done: return
        case .known: failure = .requestLength
        case .chunked:
            noteWrite(at: now)
            output.append { output in
                output.append(UInt8(ascii: "0"))
                let isNone = ClientRequest.isNoTrailer
                ResponseSerializer.append(trailers, except: isNone, to: &output)
                ServerConnection.appendLineEnd(to: &output)
                ServerConnection.appendLineEnd(to: &output)
            }
            sending = .done
        }
    }

    var isBusy: Bool { failure == nil && (phase == .head || phase == .body) }

    mutating func noteWrite(at now: Instant) {
        if output.isEmpty { lastWrite = now }
    }

    /// Bytes of content, of those that were handed in, that went or were dropped since the last
    /// time.
    package mutating func takeWentContent() -> Int {
        defer { wentContent = 0 }
        return wentContent
    }

    // MARK: The network did something

    /// Bytes have come.
    package mutating func receive(_ bytes: UnsafeRawBufferPointer, at now: Instant) {
        guard !bytes.isEmpty, phase != .closed else { return }
        lastProgress = now
        hasReceived = true
        guard phase != .idle else {
            // Nobody has asked.
            phase = .closed
            return
        }
        if consumed > 0 {
            input.removeSubrange(0..<consumed)
            consumed = 0
        }
        var taken = 0
        if phase == .body, input.isEmpty, fault == nil {
            taken = advanceBody(bytes.bindMemory(to: UInt8.self).span)
        }
        input.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[taken...]))
    }

    /// How many of the bytes to come are certain to be content, so that they need not be handed in
    /// but only be counted by `passed(_:at:)`.
    package var contentAhead: Int {
        guard phase == .body, consumed == input.count, fault == nil, reader.body.isEmpty else {
            return 0
        }
        return reader.contentAhead
    }

    /// So many bytes have come, within `contentAhead`, and went another way.
    package mutating func passed(_ count: Int, at now: Instant) {
        lastProgress = now
        reader.pass(count)
    }

    /// The server will send nothing more.
    package mutating func receiveEnd() {
        peerHasEnded = true
        if phase == .idle { phase = .closed }
    }

    /// The connection broke, and nothing that might still come counts.
    package mutating func receiveBreak() {
        if isBusy { failure = .closed } else { phase = .closed }
    }

    /// So many bytes of what `withUnsent` showed have been taken by the system.
    package mutating func sent(_ count: Int, at now: Instant) {
        wentContent += output.take(count)
        lastWrite = now
        if output.isEmpty, sending == .done, phase == .head { since = now }
    }

    /// The socket takes nothing more; what the server has said already may still be read.
    package mutating func cannotWrite(at now: Instant) {
        guard phase != .closed else { return }
        stopSending()
        if phase == .head { since = now }
    }

    mutating func stopSending() {
        guard sending != .done || !output.isEmpty else { return }
        sending = .stopped
        wentContent += output.removeAll()
    }
}
