// SPDX-License-Identifier: Apache-2.0

package import Determinism

/// Bodies that are handed on in pieces while they come, and while their answer goes out.
///
/// The driver says how much it wants; what is beyond that is left with the system, and so holds the
/// peer. The limits of a whole body do not apply, but the time that its progress may take does.
extension ServerConnection {
    /// The body may come, in pieces and when they are asked for with `want`; to be called in place
    /// of `proceed`.
    package mutating func proceedInPieces(at now: Instant) {
        guard phase == .deciding, !reading.isEmpty else { return }
        reading[0].body = BodyReader(exchange.length, keepsTrailers: true)
        begin(.answering, at: now)
    }

    /// Whether a body in pieces has not ended.
    package var isTakingPieces: Bool {
        (phase == .answering || phase == .streaming) && !reading.isEmpty
    }

    /// So many more bytes are welcome; the first time a client that waits for 100 Continue is told.
    ///
    /// Pieces may go beyond that by what has come already.
    package mutating func want(_ bytes: Int, at now: Instant) {
        guard isTakingPieces, bytes > 0 else { return }
        if !reading[0].isWanted {
            reading[0].isWanted = true
            // Behind the beginning of an answer there is nothing to go on with any more.
            if exchange.expectsContinue, phase == .answering {
                append(ResponseSerializer.continueLine, at: now)
            }
        }
        if reading[0].credit <= 0 { lastProgress = now }
        reading[0].credit += min(bytes, .max / 2 - max(0, reading[0].credit))
    }

    /// Whether the first piece has been asked for.
    var isPieceWanted: Bool { !reading.isEmpty && reading[0].isWanted }

    /// Whether the peer's next byte is waited for.
    var isPieceAwaited: Bool { isTakingPieces && reading[0].credit > 0 }

    var pieceDeadline: Instant { lastProgress.later(by: sharedLimits.bodyProgress) }

    /// What is next of the body, or `nil` while that has not come or is not wanted.
    package mutating func nextPiece(at now: Instant) -> BodyPiece? {
        guard isPieceAwaited else { return nil }
        do throws(HTTPFault) {
            let bytes = input
            let rest = bytes.span.extracting(consumed..<bytes.count)
            consumed += try reading[0].body.advance(rest, sharedLimits.inPieces)
        } catch {
            return fail(error)
        }
        let content = reading[0].body.takeBody()
        if !content.isEmpty {
            reading[0].credit -= content.count
            return .content(content)
        }
        guard reading[0].body.isComplete else {
            return peerHasEnded ? fail(.badRequest(.incomplete)) : nil
        }
        let trailers = reading[0].body.trailers
        reading.removeAll(keepingCapacity: true)
        return .end(trailers: trailers)
    }

    /// Nothing that follows a fault is looked at.
    private mutating func fail(_ fault: HTTPFault) -> BodyPiece {
        reading = []
        input = []
        consumed = 0
        if phase == .answering {
            exchange = Exchange(isFault: true, isHead: exchange.isHead)
        } else {
            outgoing.keeps = false
        }
        return .failed(fault)
    }
}
