// SPDX-License-Identifier: Apache-2.0

/// How many calls there were, and what became of those that came to nothing; ever-growing.
struct CallCounts {
    /// By this node, and of it.
    var made: UInt64 = 0
    var taken: UInt64 = 0
    private var failed: [String: UInt64]

    init() {
        failed = Dictionary(uniqueKeysWithValues: CallFailure.codes.map { ($0, 0) })
    }

    mutating func fail(_ failure: CallFailure) { failed[failure.code, default: 0] += 1 }

    var all: [NodeReport.Count] {
        [("calls-made", made), ("calls-taken", taken)]
            .map { NodeReport.Count(name: $0.0, value: $0.1) }
            + failed.map { NodeReport.Count(name: "calls-failed-\($0.key)", value: $0.value) }
    }
}
