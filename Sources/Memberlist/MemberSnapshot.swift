// SPDX-License-Identifier: Apache-2.0

/// All members a node knows at one moment, whatever their state.
public struct MemberSnapshot: Sendable {
    /// Grows by one or more with every visible change.
    ///
    /// Starts from the wall clock in microseconds, so that it is higher after a restart.
    public let version: UInt64
    /// The name of the node that saw this.
    public let localName: String
    /// Sorted by name, bytewise.
    public let members: [Member]

    package init(version: UInt64, localName: String, members: [Member]) {
        self.version = version
        self.localName = localName
        self.members = members
    }

    /// The member of that name, in logarithmic time.
    public func member(named name: String) -> Member? {
        var low = 0
        var high = members.count
        while low < high {
            let middle = (low + high) / 2
            if members[middle].name.utf8.lexicographicallyPrecedes(name.utf8) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < members.count, members[low].name.utf8.elementsEqual(name.utf8) else {
            return nil
        }
        return members[low]
    }
}
