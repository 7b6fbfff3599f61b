// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership
import Wire

/// Packets without layers, in which most of what is said is known to their hearers.
extension Cluster {
    mutating func hearBare(_ packet: [UInt8], from: Int, at number: Int) {
        packet.withUnsafeBytes { bytes in
            if var parts = Shorthand.Parts(bytes) {
                record(number, .hears, from, amount: parts.count)
                while let part = parts.next() {
                    switch part {
                    case .number(let word): hearWord(word, from: from, at: number)
                    case .message(let bytes): hearPart(bytes, from: from, at: number)
                    }
                }
            } else {
                guard var parts = BareParts(bytes) else { return failToRead(from, at: number) }
                record(number, .hears, from, amount: parts.count)
                while let part = parts.next() { hearPart(part, from: from, at: number) }
            }
        }
        check(number)
    }

    private mutating func failToRead(_ from: Int, at number: Int) {
        checker.fail(number, at: now, "what node\(from) sent cannot be read")
    }

    /// What somebody says of itself, by its number.
    private mutating func hearWord(_ word: UInt32, from: Int, at number: Int) {
        if beliefs.hold(word, at: number) { return }
        guard let announcement = rumours[word] else { return failToRead(from, at: number) }
        hear(announcement, from: from, at: number)
    }

    private mutating func hear(_ announcement: Announcement, from: Int, at number: Int) {
        let clock = now + nodes[number].clockAhead
        let outputs = nodes[number].participant
            .receive(announcement, from: SimulatedNode.endpoint(from), at: clock)
        for output in outputs { carryOut(output, of: number) }
        follow(number)
        guard announcement.number != 0, nodes[number].participant.believes(announcement) else {
            return
        }
        beliefs.add(announcement.number, at: number)
    }

    /// A whole table that has come without layers.
    mutating func merge(_ table: TableCopy, answering stream: StreamID?, at number: Int) {
        let row = beliefs.row(of: number)
        merge(table.count, at: number) {
            try $0.receive(
                table,
                answering: stream,
                passingOver: { row.holds($0) },
                at: $1
            )
        }
        // Each of them will be gossiped here many times.
        table.forEachWord(except: { row.holds($0) }) { announcement in
            guard announcement.number != 0, nodes[number].participant.believes(announcement) else {
                return
            }
            beliefs.add(announcement.number, at: number)
        }
    }

    private mutating func hearPart(_ bytes: UnsafeRawBufferPointer, from: Int, at number: Int) {
        let heard: Heard?
        if let place = memory.place(of: bytes) {
            heard = memory[place]
        } else {
            heard = decode(bytes)
        }
        switch heard {
        case nil: failToRead(from, at: number)
        case .message(let message)?:
            let clock = now + nodes[number].clockAhead
            let outputs = nodes[number].participant
                .receive(message, from: SimulatedNode.endpoint(from), at: clock)
            for output in outputs { carryOut(output, of: number) }
            follow(number)
        case .announcement(let announcement)?: hear(announcement, from: from, at: number)
        }
    }

    /// Decodes a message, and remembers it if it is one that others will hear.
    private mutating func decode(_ bytes: UnsafeRawBufferPointer) -> Heard? {
        guard var heard = Heard(bytes) else { return nil }
        if case .announcement(let announcement) = heard,
            let subject = SimulatedNode.number(at: announcement.alive.endpoint),
            let own = rumours[latestOf: subject], own.encoded == announcement.encoded
        {
            // All keep the copy of whoever it is about.
            heard = .announcement(own)
        }
        memory.remember(heard, bytes)
        return heard
    }

    /// After each call into a participant: does what follows from it for what is known here.
    private mutating func follow(_ number: Int) {
        let (revisions, word) = nodes[number].participant.believed()
        follow(number, revisions: revisions, word: word)
    }

    mutating func follow(_ number: Int, revisions: UInt64, word: UInt32) {
        beliefs.follow(number, to: revisions)
        if !beliefs.knows(word, of: number) { enterWord(of: number) }
    }

    /// A node says something new of itself, which packets call by its number from now on.
    private mutating func enterWord(of number: Int) {
        let announcement = nodes[number].participant.local.announcement
        if !rumours.enter(announcement) {
            checker.fail(number, at: now, "what it says of itself reads otherwise")
        }
        beliefs.learn(announcement.number)
    }
}
