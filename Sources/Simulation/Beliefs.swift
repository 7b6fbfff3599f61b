// SPDX-License-Identifier: Apache-2.0

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
    /// By node.
    private var topics: [BeliefTopic]
    private var places: UInt32 = 0
    private let layout: RumourLayout

    init(nodes: Int) {
        layout = RumourLayout(nodes: nodes)
        rowWords = (nodes + 63) / 64
        bits = Array(repeating: 0, count: nodes * rowWords)
        revisions = Array(repeating: 0, count: nodes)
        topics = Array(repeating: BeliefTopic(), count: nodes)
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

    /// Whether `node` believes the word with this number, as far as is known here.
    func hold(_ number: UInt32, at node: Int) -> Bool {
        let topic = topics[layout.subject(of: number)]
        guard topic.number == number else { return false }
        return bits[node * rowWords + Int(topic.place / 64)] & 1 << UInt64(topic.place % 64) != 0
    }

    /// The same for `node` as it is now, whatever follows.
    func row(of node: Int) -> BeliefRow {
        let bits = Array(bits[node * rowWords..<(node + 1) * rowWords])
        return BeliefRow(topics: topics, bits: bits, layout: layout)
    }

    /// `node` believes this word.
    mutating func add(_ number: UInt32, at node: Int) {
        let topic = topics[layout.subject(of: number)]
        guard topic.number == number else { return }
        bits[node * rowWords + Int(topic.place / 64)] |= 1 << UInt64(topic.place % 64)
    }

    /// Whether this is what `node` said last.
    func knows(_ number: UInt32, of node: Int) -> Bool {
        topics.isEmpty || topics[node].number == number
    }

    /// From now on the bits are about the word with this number.
    mutating func learn(_ number: UInt32) {
        let subject = layout.subject(of: number)
        guard topics[subject].number != 0 else {
            topics[subject] = BeliefTopic(number: number, place: places)
            places += 1
            return
        }
        topics[subject].number = number
        let place = Int(topics[subject].place)
        let bit: UInt64 = 1 << UInt64(place % 64)
        for index in stride(from: place / 64, to: bits.count, by: rowWords) { bits[index] &= ~bit }
    }
}
