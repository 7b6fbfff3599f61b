// SPDX-License-Identifier: Apache-2.0

/// What became of the copies of the application's messages, by how they travelled.
struct RelayOutcomes {
    private static let sent = "sent"

    /// By path and by outcome; streams and lanes can fail.
    private var counts: [MessagePath: [String: UInt64]]

    init() {
        let none = Dictionary(
            uniqueKeysWithValues: ([Self.sent] + DeliveryFailure.codes).map { ($0, UInt64(0)) }
        )
        counts = [
            .stream: none, .lane: none, .packet: [Self.sent: 0], .local: [Self.sent: 0],
        ]
    }

    /// A copy has been sent, or has failed.
    mutating func add(_ delivery: Delivery) {
        let outcome = delivery.failure?.code ?? Self.sent
        counts[delivery.path]?[outcome, default: 0] += 1
    }

    /// All of them, `copies-stream-sent` and so on, those of which there were none too.
    var all: [NodeReport.Count] {
        counts.flatMap { path, outcomes in
            outcomes.map {
                NodeReport.Count(name: "copies-\(path.rawValue)-\($0.key)", value: $0.value)
            }
        }
    }
}
