// SPDX-License-Identifier: Apache-2.0

extension Ledger {
    /// Whether that message comes after all that were heard of its stream; then it has been heard.
    mutating func follows(_ place: StreamPlace) throws(StorageFailure) -> Bool {
        let key: [StoredValue] = [.name(place.peer), .number(place.stream)]
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
        try makeRoom(forStreamOf: place.peer)
        try connection.run(
            "INSERT INTO stream (peer, stream, highest, heard) VALUES (?, ?, ?, ?)",
            key + [.number(place.sequence), .integer(now)]
        )
        state.streams += 1
        return true
    }

    /// The highest number that was heard of that stream.
    func heard(of peer: String, stream: UInt64) throws(StorageFailure) -> UInt64? {
        try connection.row(
            "SELECT highest FROM stream WHERE peer = ? AND stream = ?",
            [.name(peer), .number(stream)]
        )?.number(0)
    }

    private mutating func makeRoom(forStreamOf peer: String) throws(StorageFailure) {
        let own = try connection.rows(
            "SELECT stream FROM stream WHERE peer = ? ORDER BY heard DESC, stream",
            [.name(peer)]
        )
        for row in own.dropFirst(max(0, limits.streamsPerPeer - 1)) {
            try connection.run(
                "DELETE FROM stream WHERE peer = ? AND stream = ?",
                [.name(peer), .number(try row.number(0))]
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
