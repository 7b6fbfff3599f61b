// SPDX-License-Identifier: Apache-2.0

import Messaging

/// What became of lanes and their connections; ever-growing.
struct LaneCounts {
    /// Connections that the node has made, or taken, by who dialled.
    var dialled: UInt64 = 0
    var answered: UInt64 = 0
    /// Those of them that came to carry a lane.
    var opened: UInt64 = 0
    var messagesSent: UInt64 = 0
    var messagesAcknowledged: UInt64 = 0
    var messagesReceived: UInt64 = 0
    var bytesSent: UInt64 = 0
    var bytesReceived: UInt64 = 0
    /// Of lanes that are over; those of the others count for themselves.
    var repeatedFrames: UInt64 = 0
    /// Peers that this node refused, by reason.
    private var refused: [String: UInt64] = [:]
    /// Connections that ended, by reason.
    private var ended: [String: UInt64] = [:]

    /// A peer was refused.
    mutating func refuse(_ code: LaneCode) { refused[code.countedReason, default: 0] += 1 }

    /// A connection has ended.
    mutating func end(_ end: LaneEnd) { ended[end.countedReason, default: 0] += 1 }

    /// All of it, by names that stay.
    func all(repeatedFrames: UInt64) -> [NodeReport.Count] {
        [
            ("lane-connections-dialled", dialled), ("lane-connections-answered", answered),
            ("lane-connections-opened", opened), ("lane-messages-sent", messagesSent),
            ("lane-messages-acknowledged", messagesAcknowledged),
            ("lane-messages-received", messagesReceived), ("lane-bytes-sent", bytesSent),
            ("lane-bytes-received", bytesReceived),
            ("lane-frames-repeated", repeatedFrames),
        ].map { NodeReport.Count(name: $0.0, value: $0.1) }
            + refused.map { NodeReport.Count(name: "lane-refused-\($0.key)", value: $0.value) }
            + ended.map { NodeReport.Count(name: "lane-ended-\($0.key)", value: $0.value) }
    }
}

extension LaneCode {
    /// A peer may make up codes; they count as one.
    fileprivate var countedReason: String { isKnown ? reason : "unknown" }

    private var isKnown: Bool { rawValue <= 8 || (32...38).contains(rawValue) }
}

extension LaneEnd {
    fileprivate var countedReason: String {
        switch self {
        case .closedByPeer(let code): "closed-by-peer-\(code.countedReason)"
        case .refused(let code): "refused-\(code.countedReason)"
        default: reason
        }
    }
}
