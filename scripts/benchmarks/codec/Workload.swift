// SPDX-License-Identifier: Apache-2.0

/// What is measured; the raw value is its name on the command line and in the table.
enum Workload: String, CaseIterable {
    /// Bytes to messages: checksum, compound, msgpack.
    case decode
    /// The same, and each message is news: taken into the table, reported, queued for gossip.
    case decodeAndHandleNews = "decode-handle-news"
    /// The same, and each message is known already, as most of gossip is.
    case decodeAndHandleKnown = "decode-handle-known"
    /// Bytes to messages where the packet was folded.
    case decodeFolded = "decode-folded"
    /// A round of gossip: a packet filled from the queue, with its checksum.
    case encode
    /// The same, folded.
    case encodeFolded = "encode-folded"

    /// Whether a round uses up what was prepared.
    var isPreparedAnew: Bool {
        switch self {
        case .decodeAndHandleNews, .encode, .encodeFolded: true
        case .decode, .decodeAndHandleKnown, .decodeFolded: false
        }
    }
}
