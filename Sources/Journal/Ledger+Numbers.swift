// SPDX-License-Identifier: Apache-2.0

extension Ledger {
    /// Sets numbers of that name aside that were never set aside before.
    ///
    /// Whoever counts quickly reserves a block and counts within it; a restart leaves out what was
    /// not used of it.
    ///
    /// `least`: the block does not begin below it.
    mutating func reserve(
        _ count: Int,
        of name: String,
        from least: UInt64
    ) throws(StorageFailure) -> Range<UInt64> {
        let row = try connection.row("SELECT next FROM number WHERE name = ?", [.name(name)])
        let top = UInt64(Int64.max)
        let first = min(max(try row?.number(0) ?? 1, least), top)
        let end = first + min(UInt64(max(0, count)), top - first)
        try connection.run(
            "INSERT OR REPLACE INTO number (name, next) VALUES (?, ?)",
            [.name(name), .number(end)]
        )
        return first..<end
    }
}
