// SPDX-License-Identifier: Apache-2.0

/// Connections that may have something to write, looked at a few in each turn of their loop.
///
/// What wakes thousands of readers must not keep requests and new connections waiting until all
/// of them have been served. Whoever is woken, or has more to say, while a round is under way is
/// looked at again in the next one: so everybody has as many looks as everybody else, and the
/// longer a round takes, the more each look finds.
struct Round {
    /// Connections looked at in one turn; a stream makes `StreamTurn.piecesPerTurn` pieces at most
    /// for each of them.
    static let sessionsPerTurn = 64

    /// The next one last.
    private var current: [Session] = []
    private var next: [Session] = []
    /// Whether those of this round who wait are to get a sign of life.
    private(set) var isHeartbeat = false

    /// Whether everybody of this round has been looked at.
    var isOver: Bool { current.isEmpty }
    /// Whether somebody is to be looked at, in this round or another.
    var isWanted: Bool { !current.isEmpty || !next.isEmpty }

    /// Takes a connection into the next round, once.
    mutating func add(_ session: Session) {
        guard !session.isInRound else { return }
        session.isInRound = true
        next.append(session)
    }

    /// Goes on to the next round; to be called when the one before it is over.
    mutating func begin(isHeartbeat: Bool) {
        self.isHeartbeat = isHeartbeat
        current = next.reversed()
        next = []
    }

    /// The next one of this round. Nothing is held of those that were taken: a connection that ends
    /// is closed when nobody holds it.
    mutating func take() -> Session? {
        let session = current.popLast()
        session?.isInRound = false
        return session
    }
}
