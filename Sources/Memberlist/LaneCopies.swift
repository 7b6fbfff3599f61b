// SPDX-License-Identifier: Apache-2.0

import DequeModule

/// The copies of orders that one lane carries, until its peer has accepted them.
struct LaneCopies {
    struct Copy {
        /// Of the message's last frame; later ones have greater numbers.
        let number: UInt64
        let order: RelayOrder
        let index: Int
    }

    private var copies: Deque<Copy> = []
    /// How many of the first are known to be with the peer's system.
    private var sent = 0

    var isEmpty: Bool { copies.isEmpty }
    var count: Int { copies.count }
    /// Whether one is not known to be with the peer's system.
    var hasUnsent: Bool { sent < copies.count }

    mutating func append(_ copy: Copy) { copies.append(copy) }

    /// The peer's system has everything up to this frame.
    ///
    /// - Returns: the copies of which that was not known.
    mutating func sent(through number: UInt64) -> [Copy] {
        var news: [Copy] = []
        while sent < copies.count, copies[sent].number <= number {
            news.append(copies[sent])
            sent += 1
        }
        return news
    }

    /// The peer holds everything up to this frame.
    ///
    /// - Returns: the copies among it, which are forgotten here.
    mutating func accepted(through number: UInt64) -> [Copy] {
        var news: [Copy] = []
        while let first = copies.first, first.number <= number {
            news.append(first)
            copies.removeFirst()
        }
        sent = max(0, sent - news.count)
        return news
    }

    /// Forgets a copy that was taken back.
    mutating func remove(_ number: UInt64) {
        // Orders time out in about the order in which they were made.
        guard let index = copies.firstIndex(where: { $0.number == number }) else { return }
        copies.remove(at: index)
        if index < sent { sent -= 1 }
    }

    mutating func removeAll() -> [Copy] {
        defer { self = LaneCopies() }
        return Array(copies)
    }
}
