// SPDX-License-Identifier: Apache-2.0

import DequeModule
import GatewayAPI
import Memberlist

/// What became of the newest messages of a node, by their id.
struct SendBook: Sendable {
    struct Limits: Sendable {
        /// Messages; beyond it the oldest go.
        var messages = 10_000
        /// Bytes of all together, about; beyond it the oldest go.
        var bytes = 16 * 1024 * 1024
    }

    /// The last 16 bytes of an id, which are chance, 80 bits of it (`MessageID`).
    private struct Key: Hashable {
        private var words: (UInt64, UInt64) = (0, 0)

        init(_ id: String) {
            var id = id
            id.withUTF8 { bytes in
                withUnsafeMutableBytes(of: &words) {
                    $0.copyBytes(from: UnsafeRawBufferPointer(bytes).suffix(16))
                }
            }
        }

        static func == (a: Self, b: Self) -> Bool { a.words == b.words }

        func hash(into hasher: inout Hasher) {
            hasher.combine(words.0)
            hasher.combine(words.1)
        }
    }

    private let limits: Limits
    private var messages: [Key: SentMessage] = [:]
    private var order: Deque<(key: Key, size: Int)> = []
    private(set) var bytes = 0
    /// Messages that made room for newer ones.
    private(set) var forgotten: UInt64 = 0

    init(_ limits: Limits = Limits()) { self.limits = limits }

    var count: Int { messages.count }

    subscript(id: String) -> SentMessage? {
        guard let message = messages[Key(id)], message.id == id else { return nil }
        return message
    }

    /// Keeps a message, which is new.
    mutating func keep(_ message: SentMessage) {
        let size = message.size
        let key = Key(message.id)
        messages[key] = message
        order.append((key, size))
        bytes += size
        while messages.count > limits.messages || bytes > limits.bytes,
            let oldest = order.popFirst()
        {
            messages[oldest.key] = nil
            bytes -= oldest.size
            forgotten += 1
        }
    }

    /// Forgets a message; its place in the order is passed over.
    mutating func drop(_ id: String) { messages[Key(id)] = nil }

    /// Takes what is new of one copy.
    ///
    /// - Returns: the message, if that was news: nothing goes back to an earlier status, and what
    ///   is forgotten stays so.
    mutating func update(_ id: String, _ index: Int, _ copy: RecipientResultBody) -> SentMessage? {
        guard let place = messages.index(forKey: Key(id)), messages.values[place].id == id,
            messages.values[place].copies.indices.contains(index),
            messages.values[place].copies[index].progress.precedes(copy.progress)
        else { return nil }
        messages.values[place].copies[index] = copy
        return messages.values[place]
    }
}

extension DeliveryStatus {
    private var rank: Int {
        switch self {
        case .queued: 0
        case .sent: 1
        case .delivered, .failed: 2
        }
    }

    /// Whether a copy may go on from here to there.
    fileprivate func precedes(_ other: DeliveryStatus) -> Bool { rank < other.rank }
}
