// SPDX-License-Identifier: Apache-2.0

/// What one node believed at some moment, of what `Beliefs` knows.
struct BeliefRow: Sendable {
    let topics: [BeliefTopic]
    let bits: [UInt64]
    let layout: RumourLayout

    /// Whether it believed the word with this number; no word has the number 0.
    func holds(_ number: UInt32) -> Bool {
        let topic = topics[layout.subject(of: number)]
        guard number != 0, topic.number == number else { return false }
        return bits[Int(topic.place / 64)] & 1 << UInt64(topic.place % 64) != 0
    }
}
