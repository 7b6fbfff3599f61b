// SPDX-License-Identifier: Apache-2.0

extension Ledger {
    /// Whether that message comes after all that were heard of its stream; then it has been heard.
    mutating func follows(_ place: StreamPlace) throws(StorageFailure) -> Bool {
        let key: [StoredValue] = [.name(place.peer), .bytes(place.stream.bytes)]
        let row = try connection.row(
            "SELECT highest FROM stream WHERE peer = ? AND stream = ?",
            key
        )
        if let row {
            guard try row.number(0) < place.sequence else { return false }
            try connection.run(
                "UPDATE stream SET highest = ?, heard = ? WHERE peer = ? AND stream = ?",
                [.number(place.sequence), .integer(now)] + key
            )
            return true
        }
        if case .lane = place.stream { try forgetLane(of: place.peer) }
        try makeRoom(forStreamOf: place.peer)
        try connection.run(
            "INSERT INTO stream (peer, stream, highest, heard) VALUES (?, ?, ?, ?)",
            key + [.number(place.sequence), .integer(now)]
        )
        state.streams += 1
        return true
    }

    /// The highest number that was heard of that stream.
    func heard(of peer: String, stream: StreamID) throws(StorageFailure) -> UInt64? {
        try connection.row(
            "SELECT highest FROM stream WHERE peer = ? AND stream = ?",
            [.name(peer), .bytes(stream.bytes)]
        )?.number(0)
    }

    /// Up to where everything is here of each peer's lane, those heard last first.
    func lanePlaces(limit: Int) throws(StorageFailure) -> [StreamPlace] {
        var places: [StreamPlace] = []
        try connection.each(
            "SELECT peer, stream, highest FROM stream WHERE length(stream) = 17 ORDER BY heard DESC"
        ) { row throws(StorageFailure) in
            guard let stream = StreamID(try row.bytes(1)) else {
                throw .malformed("a stream has no kind")
            }
            places.append(
                StreamPlace(peer: try row.name(0), stream: stream, sequence: try row.number(2))
            )
            return places.count < limit
        }
        return places
    }

    /// A peer has begun a lane: nothing more comes of the one before.
    private mutating func forgetLane(of peer: String) throws(StorageFailure) {
        try connection.run(
            "DELETE FROM stream WHERE peer = ? AND length(stream) = 17",
            [.name(peer)]
        )
        state.streams -= connection.changes
    }

    private mutating func makeRoom(forStreamOf peer: String) throws(StorageFailure) {
        let own = try connection.rows(
            "SELECT stream FROM stream WHERE peer = ? ORDER BY heard DESC, stream",
            [.name(peer)]
        )
        for row in own.dropFirst(max(0, limits.streamsPerPeer - 1)) {
            try connection.run(
                "DELETE FROM stream WHERE peer = ? AND stream = ?",
                [.name(peer), .bytes(try row.bytes(0))]
            )
            state.streams -= connection.changes
        }
        guard state.streams >= limits.streams else { return }
        try connection.run(
            """
            DELETE FROM stream WHERE (peer, stream) IN
            (SELECT peer, stream FROM stream ORDER BY heard, peer, stream LIMIT ?)
            """,
            [.count(state.streams - limits.streams + 1)]
        )
        state.streams -= connection.changes
    }
}
