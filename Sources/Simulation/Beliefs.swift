// SPDX-License-Identifier: Apache-2.0

import Membership
import Wire

/// Which nodes believe the newest word of which others: a bit for each pair, so that what is no
/// news, as most of what is gossiped, is known as such without a look into a table.
///
/// Bits are hints: none is set for what a participant would not itself pass over.
struct Beliefs: Sendable {
    /// Words of 64 bits for each node.
    private let rowWords: Int
    private var bits: [UInt64]
    /// The `Vitals.revisions` for which each node's row holds.
    private var revisions: [UInt64]
    /// The word of each node that the bits are about, and its incarnation.
    private var newest: [(serial: UInt32, incarnation: Incarnation)]

    init(nodes: Int) {
        rowWords = (nodes + 63) / 64
        bits = Array(repeating: 0, count: nodes * rowWords)
        revisions = Array(repeating: 0, count: nodes)
        newest = Array(repeating: (0, 0), count: nodes)
    }

    /// To be called after each call into a participant: takes the bits of its node back if it
    /// thinks otherwise of anyone now.
    mutating func follow(_ node: Int, to revision: UInt64) {
        guard !revisions.isEmpty, revisions[node] != revision else { return }
        revisions[node] = revision
        for index in node * rowWords..<(node + 1) * rowWords { bits[index] = 0 }
    }

    /// A node has started anew, knowing nobody.
    mutating func forget(_ node: Int) {
        // No table has been revised so often.
        follow(node, to: .max)
    }

    /// Whether `node` believes this word, as far as is known here.
    func hold(_ word: MessageMemory.Word, at node: Int) -> Bool {
        let subject = Int(word.subject)
        guard word.serial != 0, newest[subject].serial == word.serial else { return false }
        return bits[node * rowWords + subject / 64] & 1 << UInt64(subject % 64) != 0
    }

    /// `node` believes this word.
    mutating func add(_ word: MessageMemory.Word, at node: Int) {
        let subject = Int(word.subject)
        guard word.serial != 0, newest[subject].serial == word.serial else { return }
        bits[node * rowWords + subject / 64] |= 1 << UInt64(subject % 64)
    }

    /// From now on the bits are about this word, unless there was a newer one.
    mutating func learn(_ word: MessageMemory.Word, _ incarnation: Incarnation) {
        let subject = Int(word.subject)
        guard incarnation >= newest[subject].incarnation else { return }
        newest[subject] = (word.serial, incarnation)
        let bit: UInt64 = 1 << UInt64(subject % 64)
        for index in stride(from: subject / 64, to: bits.count, by: rowWords) {
            bits[index] &= ~bit
        }
    }
}
