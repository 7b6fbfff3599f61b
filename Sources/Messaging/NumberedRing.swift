// SPDX-License-Identifier: Apache-2.0

import DequeModule

/// The newest of what came, numbered without gaps; the oldest make room.
///
/// A number is given once, and each is one more than the one before it. The first comes from
/// outside: a node begins with what the clock shows, so that its numbers are higher than those
/// before a restart, and whoever resumes is neither sent back nor made to wait.
struct NumberedRing<Element: Equatable & Sendable>: Equatable, Sendable {
    private struct Entry: Equatable, Sendable {
        let element: Element
        let size: Int
    }

    /// Elements, at least 1.
    private let countLimit: Int
    /// Bytes of all elements together, at least 1.
    private let byteLimit: Int
    private var entries: Deque<Entry> = []
    /// The number of the first element there was or will be.
    let first: UInt64
    /// The number of the oldest element that is kept; of the next one when none is.
    private(set) var oldest: UInt64
    /// Of all elements that are kept.
    private(set) var bytes = 0

    /// `first` is at least 1.
    init(count: Int, bytes: Int, first: UInt64) {
        countLimit = count
        byteLimit = bytes
        self.first = max(1, first)
        oldest = self.first
    }

    var count: Int { entries.count }
    /// The number of the next element.
    var next: UInt64 { oldest + UInt64(entries.count) }
    /// Elements that made room for newer ones.
    var dropped: UInt64 { oldest - first }

    /// The element so many places behind the oldest.
    subscript(offset: Int) -> Element { entries[offset].element }

    /// How many of those that are kept have number `number` or a lower one.
    func count(upTo number: UInt64) -> Int {
        number < oldest ? 0 : Int(min(number - oldest + 1, UInt64(entries.count)))
    }

    /// Keeps an element; one for which there never would be room is given a number and not kept.
    ///
    /// - Returns: its number.
    @discardableResult
    mutating func append(_ element: Element, size: Int) -> UInt64 {
        let number = next
        entries.append(Entry(element: element, size: size))
        bytes += size
        while entries.count > countLimit || bytes > byteLimit, let entry = entries.popFirst() {
            bytes -= entry.size
            oldest += 1
        }
        return number
    }
}
