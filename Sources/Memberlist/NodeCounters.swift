// SPDX-License-Identifier: Apache-2.0

/// What a node counts of itself: ever-growing, on the node's thread, without a lock.
struct NodeCounters {
    /// What is counted often, hence by position.
    enum Name: Int, CaseIterable {
        case packetBytesReceived
        case packetBytesSent
        case packetsReceived
        case packetsSent
        case pushPullsDialled
        case streamBytesReceived
        case streamBytesSent
        case streamsAccepted
        case streamsDialled
        case streamsFailed
        case streamsRefused
        case streamTimedOut
        case streamReset
        case userPacketsReceived
        case userStreamsReceived
        case messagesSent
        case messagesFailed
        case messageBytesSent
        case pushPullsAnswered
        case quarantines
        case rejoins
        case mergesRefused
        case nameConflicts
        case eventsLost

        /// kebab-case, stable.
        var text: String {
            switch self {
            case .packetBytesReceived: "packet-bytes-received"
            case .packetBytesSent: "packet-bytes-sent"
            case .packetsReceived: "packets-received"
            case .packetsSent: "packets-sent"
            case .pushPullsDialled: "push-pulls-dialled"
            case .streamBytesReceived: "stream-bytes-received"
            case .streamBytesSent: "stream-bytes-sent"
            case .streamsAccepted: "streams-accepted"
            case .streamsDialled: "streams-dialled"
            case .streamsFailed: "streams-failed"
            case .streamsRefused: "streams-refused"
            case .streamTimedOut: "streams-timed-out"
            case .streamReset: "streams-reset"
            case .userPacketsReceived: "user-packets-received"
            case .userStreamsReceived: "user-streams-received"
            case .messagesSent: "messages-sent"
            case .messagesFailed: "messages-failed"
            case .messageBytesSent: "message-bytes-sent"
            case .pushPullsAnswered: "push-pulls-answered"
            case .quarantines: "quarantines"
            case .rejoins: "rejoins"
            case .mergesRefused: "merges-refused"
            case .nameConflicts: "name-conflicts"
            case .eventsLost: "events-lost"
            }
        }
    }

    private var values = [UInt64](repeating: 0, count: Name.allCases.count)
    /// What was dropped or failed, by reason; the reasons are our own, hence few.
    private(set) var drops: [String: UInt64] = [:]
    var messages = MessageCounts()
    var outcomes = RelayOutcomes()

    subscript(name: Name) -> UInt64 {
        get { values[name.rawValue] }
        set { values[name.rawValue] = newValue }
    }

    /// Counts something dropped for `reason`, a kebab-case name.
    mutating func drop(_ reason: String) { drops[reason, default: 0] += 1 }

    /// All of it, by name; drops carry the prefix `dropped-`.
    var all: [NodeReport.Count] {
        Name.allCases.map { NodeReport.Count(name: $0.text, value: self[$0]) }
            + drops.map { NodeReport.Count(name: "dropped-\($0.key)", value: $0.value) }
            + messages.all + outcomes.all
    }
}
