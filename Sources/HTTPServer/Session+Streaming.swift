// SPDX-License-Identifier: Apache-2.0

import HTTP1
import Reactor

/// Responses whose content is made while it goes out.
extension Session {
    /// How far one turn has come with a stream.
    struct StreamTurn {
        /// Pieces that one turn makes for one reader; any more wait for another.
        static let piecesPerTurn = 8

        var pieces = 0
        /// The source had no more when it was last asked.
        var isDry = false
    }

    func begin(
        _ stream: ContentStream,
        with head: Response,
        _ note: RequestNote
    ) -> ServerEffect {
        count(head.status, bytes: head.body.count, note)
        let effect = connection.stream(answer(head, note), at: now)
        guard connection.isStreaming else { return effect }
        self.stream = OpenStream(stream)
        // Counted before the first look: what changes after that look will wake it.
        server.streamBegan(self, on: stream.topic)
        return effect
    }

    /// There may be something new for it; with `isHeartbeat` it is time for a sign of life, too,
    /// unless more than that waits to be taken.
    func look(isHeartbeat: Bool) {
        checkParked(last: false)
        guard !isClosed, stream != nil else { return }
        connection.borrow(from: &server.buffers)
        if isHeartbeat, connection.unsentCount == 0 { _ = ask(.heartbeat) }
        pump(.wait)
        settle()
    }

    /// Asks the source for a piece; when the reader has not taken the last one, only for an end.
    func fill(_ turn: inout StreamTurn) {
        guard !turn.isDry else { return }
        guard turn.pieces < StreamTurn.piecesPerTurn else {
            // And not when the socket is writable: one that is nearly full is not, and with nothing
            // unsent its reader would never be found to stall.
            return server.lookAgain(at: self)
        }
        turn.pieces += 1
        let isBehind = connection.unsentCount > 0
        turn.isDry = !ask(.room(bytes: isBehind ? 0 : server.context.settings.streamPieceBytes))
    }

    /// - Returns: whether there is more to ask for.
    private func ask(_ occasion: ContentStream.Occasion) -> Bool {
        server.content.removeAll(keepingCapacity: true)
        let step = stream?.next(&server.content, occasion) ?? .wait
        connection.send(server.content[...], at: now)
        if step == .end { _ = endStream() }
        return step == .more
    }

    /// The connection closes when what waits has gone out.
    func endStream() -> ServerEffect {
        forgetStream()
        return connection.endStream(closes: true, at: now)
    }

    func forgetStream() {
        guard let stream else { return }
        self.stream = nil
        server.streamEnded(self, on: stream.topic)
    }
}
