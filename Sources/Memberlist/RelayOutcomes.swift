// SPDX-License-Identifier: Apache-2.0

/// What became of the copies of the application's messages, by how they travelled.
struct RelayOutcomes {
    private var sent: [MessagePath: UInt64] = [
        .stream: 0, .lane: 0, .packet: 0, .local: 0,
    ]
    /// By the code of the failure; only streams can fail.
    private var failed: [String: UInt64]

    init() {
        failed = Dictionary(uniqueKeysWithValues: DeliveryFailure.codes.map { ($0, 0) })
    }

    mutating func add(_ delivery: Delivery) {
        if let failure = delivery.failure {
            failed[failure.code, default: 0] += 1
        } else {
            sent[delivery.path, default: 0] += 1
        }
    }

    /// All of them, `copies-stream-sent` and so on, those of which there were none too.
    var all: [NodeReport.Count] {
        sent.map { NodeReport.Count(name: "copies-\($0.key.rawValue)-sent", value: $0.value) }
            + failed.map { NodeReport.Count(name: "copies-stream-\($0.key)", value: $0.value) }
    }
}
