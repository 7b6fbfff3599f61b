// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

/// Which members answer, judged by probes that ended after the question.
struct Reachability {
    enum Finding: Equatable {
        /// Milliseconds.
        case answered(Double)
        /// Probes without an answer, so far.
        case missed(Int)
    }

    /// One lost packet is not a member that does not answer.
    static let patience = 2

    /// By name.
    private(set) var findings: [String: Finding]

    init(members: [String]) {
        findings = Dictionary(members.map { ($0, .missed(0)) }) { first, _ in first }
    }

    mutating func hear(_ probes: [ProbeBody]) {
        for probe in probes {
            guard case .missed(let count) = findings[probe.name] else { continue }
            findings[probe.name] = probe.rttMs.map { .answered($0) } ?? .missed(count + 1)
        }
    }

    /// Those of whom nothing more has to be heard.
    var settled: Int {
        findings.values.count { finding in
            switch finding {
            case .answered: true
            case .missed(let count): count >= Self.patience
            }
        }
    }

    var isDone: Bool { settled == findings.count }

    /// Sorted by name.
    var silent: [String] {
        findings.compactMap { name, finding in
            if case .missed = finding { name } else { nil }
        }
        .sorted()
    }
}
