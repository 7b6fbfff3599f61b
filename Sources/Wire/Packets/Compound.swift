// SPDX-License-Identifier: Apache-2.0

/// Several messages in one packet: `7`, their number, their lengths, their bytes (spec §5.5).
package enum Compound {
    /// The type byte and the count.
    package static let headerBytes = 2
    /// The length that each part has in the table.
    package static let partOverheadBytes = 2
    /// Parts to send at most: versions before 0.2.4 misread 128 and more.
    package static let maximumParts = 127

    /// The packet holding these messages, none of which may be empty: older peers crash on that.
    package static func encode(_ messages: [[UInt8]]) -> [UInt8] {
        precondition(!messages.isEmpty, "a compound of nothing")
        precondition(messages.count <= maximumParts, "a compound of \(messages.count) parts")
        var bytes: [UInt8] = []
        let total = messages.reduce(0) { $0 + $1.count }
        bytes.reserveCapacity(headerBytes + partOverheadBytes * messages.count + total)
        bytes.append(MessageType.compound.rawValue)
        bytes.append(UInt8(messages.count))
        for message in messages {
            precondition(!message.isEmpty, "a compound with an empty part")
            precondition(message.count <= 0xFFFF, "a part of \(message.count) bytes")
            bytes.append(UInt8(message.count >> 8))
            bytes.append(UInt8(message.count & 0xFF))
        }
        for message in messages { bytes.append(contentsOf: message) }
        return bytes
    }

    /// Names the type of a message, or of a compound of our own and of each of its parts.
    package static func forEachType(in payload: [UInt8], _ body: (MessageType) -> Void) {
        guard let first = payload.first.flatMap(MessageType.init(rawValue:)) else { return }
        body(first)
        guard first == .compound else { return }
        payload.withUnsafeBytes { bytes in
            let rest = UnsafeRawBufferPointer(rebasing: bytes[1...])
            for range in read(rest)?.ranges ?? [] where !range.isEmpty {
                if let type = MessageType(rawValue: rest[range.lowerBound]) { body(type) }
            }
        }
    }

    /// Where the parts are, as far as they are there.
    struct Parts: Equatable {
        /// Ranges of the body that was read; empty parts included.
        var ranges: [Range<Int>] = []
        /// Parts that the bytes were too short for.
        var lost = 0
    }

    /// Reads what follows the type byte; `nil` when not even the table of lengths is complete.
    static func read(_ body: UnsafeRawBufferPointer) -> Parts? {
        guard let first = body.first else { return nil }
        let count = Int(first)
        var start = 1 + partOverheadBytes * count
        guard body.count >= start else { return nil }
        var parts = Parts()
        parts.ranges.reserveCapacity(count)
        for index in 0..<count {
            let entry = 1 + partOverheadBytes * index
            let end = start + (Int(body[entry]) << 8 | Int(body[entry + 1]))
            guard end <= body.count else {
                parts.lost = count - index
                break
            }
            parts.ranges.append(start..<end)
            start = end
        }
        return parts
    }
}
