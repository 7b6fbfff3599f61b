// SPDX-License-Identifier: Apache-2.0

import HTTP1

/// What one side of a relayed exchange keeps of the message that comes over the lane.
protocol RelayIntake {
    var reader: RelayReader { get set }
    /// Nothing that still comes is of use.
    var isOver: Bool { get }
}

extension RelayIntake {
    /// Hands on what more bytes of the message say, until this side is over.
    ///
    /// - Throws: when they, or with `isLast` their end, are no message.
    mutating func read(
        _ bytes: [UInt8],
        isLast: Bool,
        _ take: (RelayEvent, inout Self) -> Void
    ) throws(RelayFault) {
        reader.receive(bytes)
        while let event = try reader.next() {
            take(event, &self)
            if isOver { return }
        }
        if isLast { try reader.finish() }
    }
}

/// How much of a body that comes over a lane has been dealt with.
struct RelayFlow: Sendable {
    /// Bytes of frames that came.
    private var received = 0
    private var consumed = 0
    /// Bytes of their content that went on and are not out.
    private(set) var unsent = 0

    private static let step = 16 * 1024

    mutating func receive(_ count: Int) { received += count }

    mutating func handOn(_ count: Int) { unsent += count }

    mutating func out(_ count: Int) { unsent = max(0, unsent - count) }

    /// How many bytes may come for those that are gone; worth saying, or nil.
    mutating func consumable() -> Int? {
        let free = received - consumed - unsent
        guard free > 0, free >= Self.step || unsent == 0 else { return nil }
        consumed += free
        return free
    }
}
