// SPDX-License-Identifier: Apache-2.0

import Wire

/// How many messages of each type came and went, in packets and over streams.
///
/// A compound counts, and so does each message in it. What is sent counts when it is handed to a
/// packet; over a stream, an answer does when it is begun, anything else when it has gone out.
struct MessageCounts {
    enum Direction: Int, CaseIterable {
        case received, sent
    }

    enum Carrier: Int, CaseIterable {
        case packet, stream
    }

    /// Types are numbered from 0 to 13, except for that of labels, which are no message.
    private static let types = 16
    private var values = [UInt64](
        repeating: 0,
        count: Direction.allCases.count * Carrier.allCases.count * types
    )

    mutating func add(_ direction: Direction, _ carrier: Carrier, _ type: MessageType?) {
        guard let type, Int(type.rawValue) < Self.types else { return }
        values[Self.place(direction, carrier, type)] &+= 1
    }

    /// All of them, `received-packet-ping` and so on, those of which there were none too.
    var all: [NodeReport.Count] {
        var counts: [NodeReport.Count] = []
        for direction in Direction.allCases {
            for carrier in Carrier.allCases {
                for (type, text) in Self.names(carrier) {
                    counts.append(
                        NodeReport.Count(
                            name: "\(direction)-\(carrier)-\(text)",
                            value: values[Self.place(direction, carrier, type)]
                        )
                    )
                }
            }
        }
        return counts
    }

    private static func place(
        _ direction: Direction,
        _ carrier: Carrier,
        _ type: MessageType
    ) -> Int {
        (direction.rawValue * Carrier.allCases.count + carrier.rawValue) * types
            + Int(type.rawValue)
    }

    /// What each carries (spec §2).
    private static func names(_ carrier: Carrier) -> [(MessageType, String)] {
        switch carrier {
        case .packet:
            [
                (.ping, "ping"), (.indirectPing, "indirect-ping"), (.ack, "ack"), (.nack, "nack"),
                (.suspect, "suspect"), (.alive, "alive"), (.dead, "dead"), (.user, "user"),
                (.compound, "compound"),
            ]
        case .stream:
            [
                (.pushPull, "push-pull"), (.user, "user"), (.ping, "ping"), (.ack, "ack"),
                (.error, "error"),
            ]
        }
    }
}
