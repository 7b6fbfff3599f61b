// SPDX-License-Identifier: Apache-2.0

package import Determinism

/// What the driver has to do besides, and what time does.
extension ServerConnection {
    /// What is wanted of the socket now.
    package var demand: SocketDemand {
        let writes = unsentCount > 0
        return switch phase {
        case .closed:
            SocketDemand(reads: false, writes: false, ending: .both)
        case .closing where writes:
            SocketDemand(reads: !peerHasEnded, writes: true, ending: .none)
        case .closing:
            SocketDemand(
                reads: !peerHasEnded,
                writes: false,
                ending: lingers && !peerHasEnded ? .sending : .both
            )
        case .body, .skipping:
            SocketDemand(reads: !peerHasEnded, writes: writes, ending: .none)
        case .head, .deciding, .answering, .streaming:
            SocketDemand(
                reads: !peerHasEnded && input.count - consumed < readAhead,
                writes: writes,
                ending: .none
            )
        }
    }

    /// A head that is being read may need more than is read ahead.
    private var readAhead: Int {
        isInHead
            ? limits.requestLineBytes + limits.fieldBytes + limits.readAheadBytes
            : limits.readAheadBytes
    }

    /// Calls `body` with the bytes that are to go out, in two pieces of which either may be empty.
    package func withUnsent(
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
    ) {
        let ofOutput = min(written, output.count)
        let ofTail = written - ofOutput
        output.withUnsafeBytes { output in
            tail.withUnsafeBytes { tail in
                body(
                    UnsafeRawBufferPointer(rebasing: output[ofOutput...]),
                    UnsafeRawBufferPointer(rebasing: tail[ofTail...])
                )
            }
        }
    }

    /// Has `write` write what is to go out, and takes note of it.
    ///
    /// It is given two pieces, of which either may be empty, and says how many bytes the system has
    /// taken, and `nil` when the socket is broken.
    package mutating func write(
        at now: Instant,
        _ write: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Int?
    ) -> WriteOutcome {
        let count = unsentCount
        guard count > 0 else { return .nothing }
        var taken: Int?
        withUnsent { taken = write($0, $1) }
        guard let taken else { return .failed }
        guard taken > 0 else { return .full }
        let effect = sent(taken, at: now)
        return taken == count ? .all(effect) : .full
    }

    /// Bytes that are to go out.
    package var unsentCount: Int { output.count + tail.count - written }

    /// Whether nothing is under way: no request, no answer, no close.
    package var isIdle: Bool { phase == .head && !isInHead && unsentCount == 0 }

    /// When `advance(to:)` next has work.
    package var nextDeadline: Instant? {
        let write = unsentCount > 0 ? lastWrite.later(by: sharedLimits.writeStall) : nil
        guard let own = phaseDeadline else { return write }
        guard let write else { return own }
        return min(own, write)
    }

    private var phaseDeadline: Instant? {
        switch phase {
        case .head where isInHead: since.later(by: sharedLimits.headTime)
        case .head: unsentCount > 0 ? nil : since.later(by: sharedLimits.idle)
        case .body, .skipping:
            min(
                lastProgress.later(by: sharedLimits.bodyProgress),
                since.later(by: sharedLimits.bodyTime)
            )
        case .closing: unsentCount > 0 ? nil : since.later(by: sharedLimits.linger)
        case .answering, .streaming: isPieceAwaited ? pieceDeadline : nil
        case .deciding, .closed: nil
        }
    }

    /// Time has passed.
    package mutating func advance(to now: Instant) -> ServerEffect {
        guard let deadline = nextDeadline, deadline <= now else { return .wait }
        if unsentCount > 0, lastWrite.later(by: sharedLimits.writeStall) <= now {
            silentEnd = .writeStall
            phase = .closed
            return .wait
        }
        switch phase {
        case .head where isInHead, .body, .answering:
            return refuse(.timeout, at: now)
        case .skipping:
            silentEnd = .unreadBody
            close(lingers: true, at: now)
        case .head:
            silentEnd = .idle
            phase = .closed
        case .closing, .deciding, .streaming, .closed:
            phase = .closed
        }
        return .wait
    }

    // MARK: Steps that several entry points share

    mutating func begin(_ next: Phase, at now: Instant) {
        phase = next
        since = now
        lastProgress = now
    }

    mutating func append(_ bytes: [UInt8], at now: Instant) {
        if unsentCount == 0 { lastWrite = now }
        joinTail()
        output.append(contentsOf: bytes)
    }

    /// Makes room behind a large body that is not out yet.
    mutating func joinTail() {
        guard !tail.isEmpty else { return }
        output.append(contentsOf: tail)
        tail = []
    }

    /// Begins to close; `lingers` when the peer may still be sending.
    mutating func close(lingers: Bool, at now: Instant) {
        self.lingers = lingers
        input = []
        consumed = 0
        reading = []
        begin(.closing, at: now)
    }

    // MARK: Storage

    /// Borrows storage before bytes are handed in.
    package mutating func borrow(from buffers: inout ConnectionBuffers) {
        if input.capacity == 0 { swap(&input, &buffers.input) }
        if output.capacity == 0 { swap(&output, &buffers.output) }
        if reading.capacity == 0 { swap(&reading, &buffers.reading) }
    }

    /// Gives back the storage that holds no bytes, and says what is wanted until the next turn.
    package mutating func endTurn(_ buffers: inout ConnectionBuffers) -> ConnectionState {
        giveBack(to: &buffers)
        return ConnectionState(
            demand: demand,
            deadline: nextDeadline,
            isHeldBack: isHeldBack,
            silentEnd: silentEnd
        )
    }

    /// Gives back the storage that holds no bytes.
    package mutating func giveBack(to buffers: inout ConnectionBuffers) {
        if consumed == input.count {
            if consumed > 0 {
                consumed = 0
                input.removeAll(keepingCapacity: true)
            }
            ConnectionBuffers.keep(&input, in: &buffers.input)
        }
        if reading.isEmpty, reading.capacity > 0 {
            if buffers.reading.capacity == 0 { swap(&reading, &buffers.reading) }
            reading = []
        }
        if phase == .streaming, output.capacity > 2 * unsentCount + 1_024 {
            // One that waits for its peer keeps what it has to say, and not the storage of others.
            var storage = output
            output = []
            output.reserveCapacity(storage.count - written)
            output.append(contentsOf: storage[written...])
            written = 0
            storage.removeAll(keepingCapacity: true)
            ConnectionBuffers.keep(&storage, in: &buffers.output)
        } else if output.isEmpty {
            ConnectionBuffers.keep(&output, in: &buffers.output)
        }
    }
}

extension Instant {
    /// `nanoseconds` is one of the times of `SharedLimits`, which do not overflow.
    func later(by nanoseconds: Int64) -> Instant {
        Instant(nanoseconds: self.nanoseconds &+ nanoseconds)
    }
}
