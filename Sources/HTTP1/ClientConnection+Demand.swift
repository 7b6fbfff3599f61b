// SPDX-License-Identifier: Apache-2.0

package import Determinism

/// What the driver has to do besides, and what time does.
extension ClientConnection {
    /// What is wanted of the socket now.
    package var demand: SocketDemand {
        guard phase != .closed else {
            return SocketDemand(reads: false, writes: false, ending: .both)
        }
        return SocketDemand(
            reads: !peerHasEnded && !isHeldBack && input.count - consumed < readAhead
                && reader.body.count < limits.readAheadBytes,
            writes: !output.isEmpty,
            ending: .none
        )
    }

    /// A head that is being read may need more than is read ahead.
    private var readAhead: Int {
        phase == .head
            ? limits.statusLineBytes + limits.fieldBytes + limits.readAheadBytes
            : limits.readAheadBytes
    }

    /// Whether whoever reads the response wants no more for now; time does not count meanwhile.
    package mutating func holdBack(_ isHeldBack: Bool, at now: Instant) {
        guard isHeldBack != self.isHeldBack else { return }
        self.isHeldBack = isHeldBack
        lastProgress = now
    }

    /// Calls `body` with the next bytes that are to go out, in two pieces of which either may be
    /// empty; there may be more behind them.
    package func withUnsent<Result>(
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Result
    ) -> Result {
        output.withNext(body)
    }

    /// Bytes of the request that are to go out.
    package var unsentCount: Int { output.count }

    /// When `advance(to:)` next has work.
    package var nextDeadline: Instant? {
        guard failure == nil else { return since }
        switch phase {
        case .closed: return nil
        case .idle: return since + limits.idle
        case .head where !output.isEmpty: return lastWrite + limits.writeStall
        case .head: return sending == .done || sending == .stopped ? since + limits.headTime : nil
        case .body:
            let write = output.isEmpty ? nil : lastWrite + limits.writeStall
            guard !isHeldBack, let progress = limits.bodyProgress else { return write }
            return min(write ?? lastProgress + progress, lastProgress + progress)
        }
    }

    /// Time has passed; `next(at:)` tells what came of it.
    package mutating func advance(to now: Instant) {
        guard failure == nil, let deadline = nextDeadline, deadline <= now else { return }
        switch phase {
        case .closed: return
        case .idle: phase = .closed
        case .head: failure = output.isEmpty ? .headTimeout : .writeStall
        case .body:
            if !output.isEmpty, lastWrite + limits.writeStall <= now { stopSending() }
            guard !isHeldBack, let progress = limits.bodyProgress else { return }
            if lastProgress + progress <= now { failure = .bodyTimeout }
        }
    }
}
