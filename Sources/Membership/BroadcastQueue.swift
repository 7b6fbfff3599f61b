// SPDX-License-Identifier: Apache-2.0

import Wire

/// Broadcasts that wait to ride on the next packets: least told first, then longest, then newest
/// (spec §12.1; memberlist's `TransmitLimitedQueue`).
///
/// Numbers of broadcasts never restart (spec §12.1, differ).
struct BroadcastQueue: Sendable {
    /// By number of submission.
    private(set) var numbered: [UInt64: Broadcast] = [:]
    private var numberBySubject: [MemberName: UInt64] = [:]
    /// By how often they have been told.
    private var tiers: [BroadcastTier] = []
    private var submissions: UInt64 = 0

    var count: Int { numbered.count }
    var isEmpty: Bool { numbered.isEmpty }

    /// Whether one about `subject` waits.
    func holds(_ subject: MemberName) -> Bool { numberBySubject[subject] != nil }

    subscript(about subject: MemberName) -> Broadcast? {
        numberBySubject[subject].flatMap { numbered[$0] }
    }

    /// Queues a broadcast; returns the one about the same subject that it replaces.
    mutating func submit(_ broadcast: Broadcast) -> Broadcast? {
        submissions += 1
        let number = submissions
        var replaced: Broadcast?
        if let subject = broadcast.subject {
            if let older = numberBySubject[subject] { replaced = remove(older) }
            numberBySubject[subject] = number
        }
        insert(broadcast, number: number)
        return replaced
    }

    /// Takes what fits into `budget` bytes when each message costs `overhead` bytes more.
    ///
    /// - Returns: the messages in order, and the broadcasts that have now been told
    ///   `transmitLimit` times and are gone.
    mutating func take(
        budget: Int,
        overhead: Int,
        atMost limit: Int,
        transmitLimit: Int
    ) -> (messages: [[UInt8]], finished: [Broadcast]) {
        var messages: [[UInt8]] = []
        var finished: [Broadcast] = []
        var again: [UInt64] = []
        var free = budget - overhead
        for tier in tiers.indices {
            while free > 0, messages.count < limit,
                let number = tiers[tier].popFirst(notLongerThan: free)
            {
                guard let broadcast = numbered[number] else { continue }
                messages.append(broadcast.bytes)
                free -= broadcast.bytes.count + overhead
                if broadcast.transmits + 1 >= transmitLimit {
                    forget(number)
                    finished.append(broadcast)
                } else {
                    again.append(number)
                }
            }
        }
        for number in again { promote(number) }
        return (messages, finished)
    }

    /// Drops from the end of the order until `count` are left.
    mutating func prune(to count: Int) -> [Broadcast] {
        var dropped: [Broadcast] = []
        while self.count > max(0, count), let tier = tiers.lastIndex(where: { !$0.isEmpty }),
            let number = tiers[tier].popLast(), let broadcast = numbered[number]
        {
            forget(number)
            dropped.append(broadcast)
        }
        return dropped
    }

    /// Drops whatever is longer than so many bytes, oldest first.
    mutating func remove(longerThan length: Int) -> [Broadcast] {
        let overlong = numbered.filter { $0.value.bytes.count > length }
        return overlong.keys.sorted().compactMap { remove($0) }
    }

    private mutating func insert(_ broadcast: Broadcast, number: UInt64) {
        while tiers.count <= broadcast.transmits { tiers.append(BroadcastTier()) }
        tiers[broadcast.transmits].insert(number, length: broadcast.bytes.count)
        numbered[number] = broadcast
    }

    private mutating func promote(_ number: UInt64) {
        guard var broadcast = numbered[number] else { return }
        broadcast.transmits += 1
        insert(broadcast, number: number)
    }

    private mutating func remove(_ number: UInt64) -> Broadcast? {
        guard let broadcast = numbered[number] else { return nil }
        tiers[broadcast.transmits].remove(number, length: broadcast.bytes.count)
        forget(number)
        return broadcast
    }

    /// Forgets a broadcast that is in no tier any more.
    private mutating func forget(_ number: UInt64) {
        guard let subject = numbered.removeValue(forKey: number)?.subject else { return }
        if numberBySubject[subject] == number { numberBySubject[subject] = nil }
    }

    /// What must hold between any two calls.
    func checkInvariants() {
        let ordered = tiers.reduce(0) { $0 + $1.count }
        precondition(ordered == count, "\(ordered) broadcasts in order of \(count)")
        let named = numbered.values.count { $0.subject != nil }
        precondition(numberBySubject.count == named, "\(numberBySubject.count) names of \(named)")
        tiers.forEach { $0.checkInvariants() }
    }
}
