// SPDX-License-Identifier: Apache-2.0

import Wire

/// A member table as it was at one moment: what a push/pull carries between participants of one
/// process, without the way over messages and bytes.
package struct TableCopy: Sendable {
    let members: [Member]

    package var count: Int { members.count }

    /// Of the member in a slot.
    func versions(_ slot: Int) -> VersionVector { members[slot].announcement.alive.versions }

    /// Goes through what is seen as its member said it, but for what has a number that is known.
    package func forEachWord(except isKnown: (UInt32) -> Bool, _ body: (Announcement) -> Void) {
        for slot in members.indices where members[slot].isItsWord {
            if isKnown(members[slot].announcement.number) { continue }
            body(members[slot].announcement)
        }
    }
}
