// SPDX-License-Identifier: Apache-2.0

package import Determinism

/// The server's side of one HTTP/1.1 connection (RFC 9112), without its socket.
///
/// Bytes, ends of streams and the time go in; each entry point returns the one thing that the
/// driver is asked for, and `demand`, `unsent` and `nextDeadline` say what else it has to do.
/// Requests are handled one after the other: the next one is looked at when the one before it
/// has been answered, so that answers are in order and nothing behind a close is ever read.
/// The answers do not depend on how the bytes were split. Not copyable, since its driver keeps
/// it in place and a copy would cost each turn of each connection.
package struct ServerConnection: ~Copyable, Sendable {
    enum Phase: Equatable, Sendable {
        /// Between requests, or in a head. Goes to any of the others.
        case head
        /// A body is to come and the driver is asked whether it shall. To `body`, `skipping`,
        /// `closing`.
        case deciding
        case body
        /// The driver has a request, or a fault, to answer. To `head`, `streaming`, `closing`.
        case answering
        /// An answer whose content is made while it goes out. To `head`, `closing`, `closed`.
        case streaming
        /// The body of a request that has been answered is read and dropped. To `head`, `closing`.
        case skipping
        /// Answers go out; what comes in is dropped. To `closed`.
        case closing
        case closed
    }

    /// What an answer has to know about its request.
    struct Exchange: Equatable, Sendable {
        /// What came was no request, and the answer says so.
        var isFault = false
        var isHead = false
        var isHTTP10 = false
        var keepsAlive = false
        var expectsContinue = false
        var length = BodyLength.none
    }

    let sharedLimits: SharedLimits
    var phase = Phase.head
    /// When the phase began; in `head`, when the first byte came or the connection became idle.
    var since: Instant
    /// When the last byte of a body came, and when the peer last took a byte of an answer.
    var lastProgress: Instant
    var lastWrite: Instant

    var input: [UInt8] = []
    var consumed = 0
    var output: [UInt8] = []
    /// A large body that goes out behind `output`, shared with whoever gave it and not copied.
    var tail: [UInt8] = []
    /// Bytes of `output`, then of `tail`, that are out.
    var written = 0
    /// Answers in `output`.
    var unsentAnswers = 0

    /// The request that is being read: one, or none.
    ///
    /// A list, since its storage can be lent, and a connection that is sent nothing has no room for
    /// it.
    var reading: [RequestReading] = []
    var emptyLines: UInt8 = 0
    var exchange = Exchange()

    var peerHasEnded = false
    var isFinishing = false
    var lingers = true
    /// Why it closes, or has closed, without a word about it.
    package internal(set) var silentEnd: SilentEnd?
    /// Whether a request waits until the peer takes the answers to those before it.
    package internal(set) var isHeldBack = false
    /// The answer that is streamed.
    var outgoing = OutgoingStream()

    package init(limits: SharedLimits, at now: Instant) {
        sharedLimits = limits
        since = now
        lastProgress = now
        lastWrite = now
    }

    var limits: HTTPLimits { sharedLimits.values }

    /// Whether a byte of a head has come, and not yet its last.
    var isInHead: Bool { phase == .head && !reading.isEmpty }

    // MARK: The network did something

    /// Bytes have come.
    package mutating func receive(
        _ bytes: UnsafeRawBufferPointer,
        at now: Instant
    ) -> ServerEffect {
        guard phase != .closing, phase != .closed, !bytes.isEmpty else { return .wait }
        if consumed > 0 {
            input.removeSubrange(0..<consumed)
            consumed = 0
        }
        input.append(contentsOf: bytes)
        lastProgress = now
        return goOn(at: now)
    }

    /// Bytes have come that begin with the whole of `head`, which was read from such bytes before
    /// under the same limits; gives what `receive(_:at:)` would, with storage from `buffers`.
    package mutating func receive(
        _ bytes: UnsafeRawBufferPointer,
        beginningWith head: RequestHead,
        lending buffers: inout ConnectionBuffers,
        at now: Instant
    ) -> ServerEffect {
        borrow(from: &buffers)
        guard isBetweenRequests, let count = head.byteCount else { return receive(bytes, at: now) }
        if consumed > 0 {
            consumed = 0
            input.removeAll(keepingCapacity: true)
        }
        if bytes.count > count {
            input.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[count...]))
        }
        lastProgress = now
        return take(head, at: now)
    }

    /// The peer will send nothing more; it may still read.
    package mutating func receiveEnd(at now: Instant) -> ServerEffect {
        peerHasEnded = true
        if phase == .streaming {
            // Nobody is known to close the sending side of a stream without end and read on; most
            // who do have gone, and would be written to until the system says so.
            phase = .closed
            return .wait
        }
        return goOn(at: now)
    }

    /// So many bytes of `unsent` have been taken by the system.
    package mutating func sent(_ count: Int, at now: Instant) -> ServerEffect {
        written += min(max(0, count), unsentCount)
        lastWrite = now
        guard unsentCount == 0 else {
            forgetWritten()
            return .wait
        }
        output.removeAll(keepingCapacity: true)
        if !tail.isEmpty { tail = [] }
        written = 0
        unsentAnswers = 0
        if phase == .closing || (phase == .head && !isInHead) { since = now }
        return goOn(at: now)
    }

    /// Gives up what was written of a long output, so that a peer which always leaves a rest does
    /// not let it grow; each byte is moved once at most for each that goes.
    private mutating func forgetWritten() {
        guard written >= limits.unsentBytes, written >= unsentCount else { return }
        let ofOutput = min(written, output.count)
        output.removeSubrange(0..<ofOutput)
        written -= ofOutput
    }

    // MARK: The driver decided something

    /// The body may come.
    package mutating func proceed(at now: Instant) -> ServerEffect {
        guard phase == .deciding else { return .wait }
        if case .bytes(let count) = exchange.length, count > limits.bodyBytes {
            return refuse(.bodyTooLarge(limit: limits.bodyBytes), at: now)
        }
        if exchange.expectsContinue { append(ResponseSerializer.continueLine, at: now) }
        beginBody(drops: false)
        begin(.body, at: now)
        return goOn(at: now)
    }

    /// Answers what was asked for last; when nothing was, nothing happens.
    package mutating func respond(_ answer: Answer, at now: Instant) -> ServerEffect {
        guard isAwaitingAnswer else { return .wait }
        let keeps = mayKeep(asksToClose: answer.fields.asksToClose)
        let serializer = makeSerializer(keeps, at: now)
        if let body = serializer.append(answer, to: &output) { tail = body }
        return answered(keeps, at: now)
    }

    /// The same with an answer that was prepared; `requestID` must be visible ASCII.
    package mutating func respond(
        _ answer: PreparedAnswer,
        requestID: String,
        date: HTTPDate,
        at now: Instant
    ) -> ServerEffect {
        guard isAwaitingAnswer else { return .wait }
        let keeps = mayKeep(asksToClose: answer.asksToClose)
        let serializer = makeSerializer(keeps, at: now)
        let body = serializer.append(answer, requestID: requestID, date: date, to: &output)
        if let body { tail = body }
        return answered(keeps, at: now)
    }

    private var isAwaitingAnswer: Bool { phase == .deciding || phase == .answering }

    private mutating func makeSerializer(_ keeps: Bool, at now: Instant) -> ResponseSerializer {
        if unsentCount == 0 { lastWrite = now }
        joinTail()
        return ResponseSerializer(
            closes: !keeps,
            saysKeepAlive: exchange.isHTTP10,
            isHead: exchange.isHead
        )
    }

    private mutating func answered(_ keeps: Bool, at now: Instant) -> ServerEffect {
        unsentAnswers += 1
        guard keeps else {
            // A client that asked for the close has sent all there is; any other may be sending.
            let isDone = phase == .answering && !exchange.isFault && !exchange.keepsAlive
            close(lingers: !isDone || consumed < input.count || !reading.isEmpty, at: now)
            return .wait
        }
        if phase == .deciding {
            beginBody(drops: true)
            begin(.skipping, at: now)
        } else if !reading.isEmpty {
            begin(.skipping, at: now)
        } else {
            begin(.head, at: now)
        }
        return goOn(at: now)
    }

    /// Whether the connection may go on after this answer.
    func mayKeep(asksToClose: Bool) -> Bool {
        exchange.keepsAlive && !isFinishing && !asksToClose && (reading.isEmpty || mayDropRest)
    }

    /// Whether what is still to come of a body can be read and dropped.
    ///
    /// A client that waits for 100 Continue may or may not send its body after a final answer: only
    /// a close is sure.
    var mayDropRest: Bool {
        if case .bytes(let count) = exchange.length, count > limits.bodyBytes { return false }
        return !exchange.expectsContinue || (phase != .deciding && isPieceWanted)
    }

    /// No further request is taken: an idle connection closes, a busy one after its answer.
    package mutating func finish(at now: Instant) {
        isFinishing = true
        if phase == .head, !isInHead, consumed == input.count { close(lingers: false, at: now) }
    }

    /// Serves nothing: the next `respond` says why, and the connection closes.
    package mutating func turnAway(at now: Instant) {
        exchange = Exchange(isFault: true)
        begin(.answering, at: now)
    }
}
