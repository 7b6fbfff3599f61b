// SPDX-License-Identifier: Apache-2.0

/// What parked requests and streams wait for; each topic is woken apart.
package struct Topic: Equatable, Sendable {
    /// Topics that one server can tell apart.
    package static let count = 4

    let index: Int

    /// `index` must be below `count`.
    package init(_ index: Int) {
        precondition((0..<Self.count).contains(index), "topic \(index) is none")
        self.index = index
    }

    package static let first = Topic(0)
}
