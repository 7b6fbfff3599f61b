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
        case .head, .deciding, .answering:
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

    /// Bytes that are to go out.
    package var unsentCount: Int { output.count + tail.count - written }

    /// Whether nothing is under way: no request, no answer, no close.
    package var isIdle: Bool { phase == .head && !isInHead && unsentCount == 0 }

    /// When `advance(to:)` next has work.
    package var nextDeadline: Instant? {
        let write = unsentCount > 0 ? lastWrite + limits.writeStall : nil
        guard let own = phaseDeadline else { return write }
        guard let write else { return own }
        return min(own, write)
    }

    private var phaseDeadline: Instant? {
        switch phase {
        case .head where isInHead: since + limits.headTime
        case .head: unsentCount > 0 ? nil : since + limits.idle
        case .body, .skipping:
            min(lastProgress + limits.bodyProgress, since + limits.bodyTime)
        case .closing: unsentCount > 0 ? nil : since + limits.linger
        case .deciding, .answering, .closed: nil
        }
    }

    /// Time has passed.
    package mutating func advance(to now: Instant) -> ServerEffect {
        guard let deadline = nextDeadline, deadline <= now else { return .wait }
        if unsentCount > 0, lastWrite + limits.writeStall <= now {
            silentEnd = .writeStall
            phase = .closed
            return .wait
        }
        switch phase {
        case .head where isInHead, .body:
            return refuse(.timeout, at: now)
        case .skipping:
            silentEnd = .unreadBody
            close(lingers: true, at: now)
        case .head:
            silentEnd = .idle
            phase = .closed
        case .closing, .deciding, .answering, .closed:
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
        reader = BodyReader(.none)
        head = nil
        begin(.closing, at: now)
    }

    // MARK: Storage

    /// Borrows storage before bytes are handed in.
    package mutating func borrow(from buffers: inout ConnectionBuffers) {
        if input.capacity == 0 { swap(&input, &buffers.input) }
        if output.capacity == 0 { swap(&output, &buffers.output) }
    }

    /// Gives back the storage that holds no bytes.
    package mutating func giveBack(to buffers: inout ConnectionBuffers) {
        if consumed == input.count {
            consumed = 0
            input.removeAll(keepingCapacity: true)
            ConnectionBuffers.keep(&input, in: &buffers.input)
        }
        if output.isEmpty { ConnectionBuffers.keep(&output, in: &buffers.output) }
    }
}
