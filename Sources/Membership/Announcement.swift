// SPDX-License-Identifier: Apache-2.0

package import Wire

/// What a member last said of itself, and the message that says it.
///
/// One object that never changes: the table, the queue of broadcasts and, in a simulation, everyone
/// who has heard it share it, so that a member costs a table no more than a few words.
package final class Announcement: Sendable {
    package let alive: Alive
    /// The message as it is told to others.
    package let encoded: [UInt8]
    /// Of the name; another in every process.
    let nameHash: Int
    /// What packets in shorthand say in its place; 0: it has none, and they say it in full.
    package let number: UInt32

    package init(_ alive: Alive, number: UInt32 = 0) {
        self.alive = alive
        self.number = number
        encoded = alive.encoded()
        nameHash = alive.node.hashValue
    }
}
