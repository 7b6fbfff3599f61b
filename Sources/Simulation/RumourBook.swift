// SPDX-License-Identifier: Apache-2.0

import Membership
import Wire

/// What the numbers in packets stand for: everything that nodes have said of themselves.
struct RumourBook: Sendable {
    private let layout: RumourLayout
    /// By node.
    private var newest: [Announcement?]
    /// What was said before, which hardly anybody says any more.
    private var older: [UInt32: Announcement] = [:]

    init(nodes: Int) {
        layout = RumourLayout(nodes: nodes)
        newest = Array(repeating: nil, count: nodes)
    }

    /// The numbers that `node` gives in its next life.
    func numbers(of node: Int) -> RumourNumbers {
        layout.numbers(of: node, after: newest[node]?.number)
    }

    subscript(number: UInt32) -> Announcement? {
        let subject = layout.subject(of: number)
        guard newest.indices.contains(subject) else { return nil }
        if let announcement = newest[subject], announcement.number == number { return announcement }
        return older[number]
    }

    /// What `node` said last.
    subscript(latestOf node: Int) -> Announcement? {
        newest.indices.contains(node) ? newest[node] : nil
    }

    /// Enters what a node says of itself now.
    ///
    /// - Returns: whether who reads its bytes reads what was meant.
    mutating func enter(_ announcement: Announcement) -> Bool {
        let subject = layout.subject(of: announcement.number)
        if let last = newest[subject] { older[last.number] = last }
        newest[subject] = announcement
        let read = try? Message.decode(announcement.encoded)
        return read == .alive(announcement.alive)
    }
}
