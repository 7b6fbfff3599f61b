// SPDX-License-Identifier: Apache-2.0

/// What became of the copies of the application's messages, by how they travelled.
struct RelayOutcomes {
    private static let paths: [MessagePath] = [.stream, .lane, .packet, .local]

    /// By the place of the path.
    private var sent = [UInt64](repeating: 0, count: paths.count)
    /// By path and by reason; only streams and lanes can fail.
    private var failed: [MessagePath: [String: UInt64]]

    init() {
        let none = Dictionary(
            uniqueKeysWithValues: DeliveryFailure.codes.map { ($0, UInt64(0)) }
        )
        failed = [.stream: none, .lane: none]
    }

    /// A copy has been sent, or has failed.
    mutating func add(_ delivery: Delivery) {
        guard let failure = delivery.failure else {
            sent[Self.place(delivery.path)] += 1
            return
        }
        failed[delivery.path]?[failure.code, default: 0] += 1
    }

    /// All of them, `copies-stream-sent` and so on, those of which there were none too.
    var all: [NodeReport.Count] {
        Self.paths.flatMap { path in
            let failed = failed[path, default: [:]].map { Self.count(path, $0.key, $0.value) }
            return failed + [Self.count(path, "sent", sent[Self.place(path)])]
        }
    }

    private static func count(
        _ path: MessagePath,
        _ outcome: String,
        _ value: UInt64
    ) -> NodeReport.Count {
        NodeReport.Count(name: "copies-\(path.rawValue)-\(outcome)", value: value)
    }

    private static func place(_ path: MessagePath) -> Int {
        switch path {
        case .stream: 0
        case .lane: 1
        case .packet: 2
        case .local: 3
        }
    }
}
