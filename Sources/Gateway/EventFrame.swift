// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import JSONText
import Messaging

/// Pieces of a `text/event-stream` (HTML Living Standard, server-sent events).
enum EventFrame {
    /// One event; `data` is JSON, hence without a line end.
    static func event(_ type: EventType, id: UInt64, data: [UInt8]) -> [UInt8] {
        var frame: [UInt8] = []
        frame.reserveCapacity(data.count + 64)
        frame.append(contentsOf: "event: ".utf8)
        frame.append(contentsOf: type.rawValue.utf8)
        frame.append(contentsOf: "\nid: ".utf8)
        frame.append(contentsOf: String(id).utf8)
        frame.append(contentsOf: "\ndata: ".utf8)
        frame.append(contentsOf: data)
        frame.append(contentsOf: "\n\n".utf8)
        return frame
    }

    static func gap(_ gap: EventGap) -> [UInt8] {
        var json = JSONWriter(capacity: 96)
        json.write(
            GapBody(
                reason: gap.reason.rawValue,
                first: gap.missing?.lowerBound,
                last: gap.missing?.upperBound
            )
        )
        return event(.gap, id: gap.place, data: json.bytes)
    }

    /// What a stream begins with: how soon to come back after a break, and from where.
    ///
    /// With a gap it is the gap that says from where: whoever is cut off before it has come is to
    /// hear of it again.
    static func opening(at place: UInt64, _ gap: EventGap?) -> [UInt8] {
        guard let gap else { return Array("retry: 1000\nid: \(place)\n\n".utf8) }
        return Array("retry: 1000\n\n".utf8) + self.gap(gap)
    }

    /// A comment, and how far the reader has come, for a filter may have let nothing through.
    static func heartbeat(at place: UInt64) -> [UInt8] { Array(":\nid: \(place)\n\n".utf8) }
}
