// SPDX-License-Identifier: Apache-2.0

import Determinism
import Membership
import Wire

/// Packets without layers, in which most of what is said is known to their hearers.
extension Cluster {
    mutating func hearBare(_ packet: [UInt8], from: Int, at number: Int) {
        packet.withUnsafeBytes { bytes in
            guard var parts = BareParts(bytes) else { return failToRead(from, at: number) }
            record(number, .hears, from, amount: parts.count)
            while let part = parts.next() { hearPart(part, from: from, at: number) }
        }
        check(number)
    }

    private mutating func failToRead(_ from: Int, at number: Int) {
        checker.fail(number, at: now, "what node\(from) sent cannot be read")
    }

    private mutating func hearPart(_ bytes: UnsafeRawBufferPointer, from: Int, at number: Int) {
        var word: MessageMemory.Word?
        var heard: Heard?
        if let place = memory.place(of: bytes) {
            word = memory.word(at: place)
            if let word, beliefs.hold(word, at: number) { return }
            heard = memory[place]
        } else {
            (heard, word) = decode(bytes)
        }
        let source = SimulatedNode.endpoint(from)
        let clock = now + nodes[number].clockAhead
        switch heard {
        case nil: failToRead(from, at: number)
        case .message(let message)?:
            let outputs = nodes[number].participant.receive(message, from: source, at: clock)
            for output in outputs { carryOut(output, of: number) }
        case .announcement(let announcement)?:
            let outputs = nodes[number].participant.receive(announcement, from: source, at: clock)
            for output in outputs { carryOut(output, of: number) }
            guard let word, nodes[number].participant.believes(announcement) else { break }
            beliefs.follow(number, to: nodes[number].participant.vitals().revisions)
            return beliefs.add(word, at: number)
        }
        beliefs.follow(number, to: nodes[number].participant.vitals().revisions)
    }

    /// Decodes a message, and remembers it if it is one that others will hear.
    private mutating func decode(
        _ bytes: UnsafeRawBufferPointer
    ) -> (Heard?, MessageMemory.Word?) {
        guard var heard = Heard(bytes) else { return (nil, nil) }
        guard case .announcement(let announcement) = heard else {
            _ = memory.remember(heard, bytes, subject: nil)
            return (heard, nil)
        }
        guard let subject = SimulatedNode.number(at: announcement.alive.endpoint),
            nodes.indices.contains(subject)
        else { return (heard, nil) }
        // Tables that came over streams hold the copy of whoever it is about.
        let own = nodes[subject].participant.local.announcement
        if own.encoded == announcement.encoded { heard = .announcement(own) }
        let word = memory.remember(heard, bytes, subject: subject)
        if let word { beliefs.learn(word, announcement.alive.incarnation) }
        return (heard, word)
    }
}
