// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Determinism
import Journal

/// Idempotency keys of a node without a journal, and what was answered to each.
///
/// It answers as a journal does, but forgets all of them when the process ends.
struct KeyBook: Sendable {
    struct Limits: Sendable {
        /// Keys that are remembered; beyond it the oldest that are finished go.
        var keys = 100_000
        /// Bytes of the answers; beyond it the oldest that are finished go.
        var answerBytes = 64 * 1024 * 1024
        /// How long a key is remembered.
        var lifetime: Duration = .seconds(24 * 60 * 60)
    }

    private struct Entry: Sendable {
        let number: UInt64
        let digest: [UInt8]
        let claimed: Instant
        var answer: StoredAnswer?
    }

    private let limits: Limits
    private var entries: [String: Entry] = [:]
    /// Oldest first; a key that was given back since is passed over.
    private var order: Deque<(number: UInt64, key: String)> = []
    private var keys: [UInt64: String] = [:]
    private var next: UInt64 = 1
    private(set) var answerBytes = 0

    init(_ limits: Limits = Limits()) { self.limits = limits }

    var count: Int { entries.count }

    mutating func claim(_ key: String, digest: [UInt8], at now: Instant) -> KeyClaim {
        forgetOld(now)
        if let entry = entries[key] {
            guard entry.digest == digest else { return .otherBody }
            return entry.answer.map { .finished($0) } ?? .inFlight
        }
        if entries.count >= limits.keys { forgetFinished(entries.count - limits.keys + 1) }
        guard entries.count < limits.keys else { return .tooMany(limit: limits.keys) }
        let number = next
        next += 1
        entries[key] = Entry(number: number, digest: digest, claimed: now)
        keys[number] = key
        order.append((number, key))
        return .claimed(number: number)
    }

    /// Keeps the answer to a request that had claimed a key, unless that is forgotten.
    mutating func finish(_ number: UInt64, _ answer: StoredAnswer) {
        guard let key = keys[number], entries[key]?.answer == nil else { return }
        entries[key]?.answer = answer
        answerBytes += answer.body.count
        while answerBytes > limits.answerBytes {
            let before = entries.count
            forgetFinished(1)
            guard entries.count < before else { return }
        }
    }

    /// Gives a claim back, because nothing was done.
    mutating func release(_ number: UInt64) {
        guard let key = keys[number], entries[key]?.answer == nil else { return }
        forget(number, key)
        while let first = order.first, keys[first.number] == nil { order.removeFirst() }
    }

    private mutating func forgetOld(_ now: Instant) {
        while let first = order.first {
            if let entry = entries[first.key], entry.number == first.number {
                guard now - entry.claimed >= limits.lifetime else { return }
                forget(first.number, first.key)
            }
            order.removeFirst()
        }
    }

    private mutating func forgetFinished(_ count: Int) {
        var (left, place) = (count, 0)
        while left > 0, place < order.count {
            let (number, key) = order[place]
            if keys[number] == nil {
                order.remove(at: place)
            } else if entries[key]?.answer != nil {
                forget(number, key)
                order.remove(at: place)
                left -= 1
            } else {
                place += 1
            }
        }
    }

    private mutating func forget(_ number: UInt64, _ key: String) {
        answerBytes -= entries[key]?.answer?.body.count ?? 0
        entries[key] = nil
        keys[number] = nil
    }
}
