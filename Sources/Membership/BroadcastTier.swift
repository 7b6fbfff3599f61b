// SPDX-License-Identifier: Apache-2.0

/// Broadcasts that have been told equally often: longest first, then newest (spec §12.1).
///
/// Kept as one short list per length, so that the longest that fits is found by bisection and the
/// newest of a length is the last of its list.
struct BroadcastTier: Equatable, Sendable {
    private struct Bucket: Equatable {
        let length: Int
        /// Ascending.
        var numbers: [UInt64]
    }

    /// By length, ascending; none is empty.
    private var buckets: [Bucket] = []

    var isEmpty: Bool { buckets.isEmpty }
    var count: Int { buckets.reduce(0) { $0 + $1.numbers.count } }

    mutating func insert(_ number: UInt64, length: Int) {
        let index = firstBucket(notShorterThan: length)
        if index == buckets.count || buckets[index].length != length {
            buckets.insert(Bucket(length: length, numbers: [number]), at: index)
            return
        }
        let place = Self.place(of: number, in: buckets[index].numbers)
        buckets[index].numbers.insert(number, at: place)
    }

    mutating func remove(_ number: UInt64, length: Int) {
        let index = firstBucket(notShorterThan: length)
        guard index < buckets.count, buckets[index].length == length else { return }
        let place = Self.place(of: number, in: buckets[index].numbers)
        guard place < buckets[index].numbers.count, buckets[index].numbers[place] == number else {
            return
        }
        buckets[index].numbers.remove(at: place)
        if buckets[index].numbers.isEmpty { buckets.remove(at: index) }
    }

    /// Takes the first in order that is at most `length` bytes long.
    mutating func popFirst(notLongerThan length: Int) -> UInt64? {
        let index = firstBucket(notShorterThan: length + 1) - 1
        guard index >= 0 else { return nil }
        let number = buckets[index].numbers.removeLast()
        if buckets[index].numbers.isEmpty { buckets.remove(at: index) }
        return number
    }

    /// Takes the last in order.
    mutating func popLast() -> UInt64? {
        guard !buckets.isEmpty else { return nil }
        let number = buckets[0].numbers.removeFirst()
        if buckets[0].numbers.isEmpty { buckets.remove(at: 0) }
        return number
    }

    private func firstBucket(notShorterThan length: Int) -> Int {
        var low = 0
        var high = buckets.count
        while low < high {
            let middle = (low + high) / 2
            if buckets[middle].length < length { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func place(of number: UInt64, in numbers: [UInt64]) -> Int {
        // Almost always the newest, which goes last.
        guard let last = numbers.last, last >= number else { return numbers.count }
        var low = 0
        var high = numbers.count
        while low < high {
            let middle = (low + high) / 2
            if numbers[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// What must hold between any two calls.
    func checkInvariants() {
        precondition(buckets.allSatisfy { !$0.numbers.isEmpty }, "an empty bucket is kept")
        for (shorter, longer) in zip(buckets, buckets.dropFirst()) {
            precondition(shorter.length < longer.length, "lengths are out of order")
        }
        for bucket in buckets {
            for (older, newer) in zip(bucket.numbers, bucket.numbers.dropFirst()) {
                precondition(older < newer, "numbers of length \(bucket.length) are out of order")
            }
        }
    }
}
