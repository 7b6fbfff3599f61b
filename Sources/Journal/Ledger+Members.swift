// SPDX-License-Identifier: Apache-2.0

extension Ledger {
    /// Members have been seen alive now, at those addresses.
    mutating func remember(_ members: [KnownMember]) throws(StorageFailure) {
        for member in members {
            try connection.run(
                "UPDATE member SET address = ?, seen = ? WHERE name = ?",
                [.name(member.address), .integer(now), .name(member.name)]
            )
            if connection.changes == 0 {
                try connection.run(
                    "INSERT INTO member (name, address, seen) VALUES (?, ?, ?)",
                    [.name(member.name), .name(member.address), .integer(now)]
                )
                state.members += 1
            }
        }
        guard state.members > limits.members else { return }
        try connection.run(
            """
            DELETE FROM member WHERE name IN
            (SELECT name FROM member ORDER BY seen, name LIMIT ?)
            """,
            [.count(state.members - limits.members)]
        )
        state.members -= connection.changes
    }

    /// Members have left by their own word.
    mutating func forgetMembers(_ names: [String]) throws(StorageFailure) {
        for name in names {
            try connection.run("DELETE FROM member WHERE name = ?", [.name(name)])
            state.members -= connection.changes
        }
    }

    /// Those who were seen last, the latest first.
    func members(limit: Int) throws(StorageFailure) -> [KnownMember] {
        var members: [KnownMember] = []
        let rows = try connection.rows(
            "SELECT name, address FROM member ORDER BY seen DESC, name LIMIT ?",
            [.count(max(0, limit))]
        )
        for row in rows {
            members.append(KnownMember(name: try row.name(0), address: try row.name(1)))
        }
        return members
    }
}
