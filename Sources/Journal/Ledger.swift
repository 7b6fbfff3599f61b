// SPDX-License-Identifier: Apache-2.0

/// What one command sees of the journal: the tables within its transaction, and the time.
///
/// Its extensions are its duties. What they change is visible to the commands after this one in
/// the same transaction, and to nobody else before that is committed.
struct Ledger {
    let connection: Connection
    let limits: JournalLimits
    /// Which opening of the journal this is; claims of an earlier one are nobody's any more.
    let run: UInt64
    var state: JournalState

    /// The journal's time.
    var now: Int64 { state.clock.time }
}
