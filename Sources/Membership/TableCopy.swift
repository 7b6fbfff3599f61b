// SPDX-License-Identifier: Apache-2.0

/// A member table as it was at one moment: what a push/pull carries between participants of one
/// process, without the way over messages and bytes.
package struct TableCopy: Sendable {
    let members: [Member]

    package var count: Int { members.count }
}
