// SPDX-License-Identifier: Apache-2.0

import Simulation

/// A run of chaos in words, or as a line of JSON.
struct ChaosReport {
    let result: ChaosResult

    private var convergence: Double? {
        result.convergence.map { Double($0.components.seconds) }
    }

    var json: String {
        let sentences = result.violations.map { "\"\(escaped($0.description))\"" }
        let fields = [
            "\"seed\":\(result.seed)", "\"held\":\(result.violations.isEmpty)",
            "\"trace\":\"\(hexadecimal)\"", "\"events\":\(result.counts.events)",
            "\"faults\":\(result.counts.faults)", "\"messages\":\(result.counts.messages)",
            "\"bytes\":\(result.counts.bytes)", "\"suspicions\":\(result.counts.suspicions)",
            "\"deaths\":\(result.counts.deaths)",
            "\"convergence_seconds\":\(convergence.map { "\($0)" } ?? "null")",
            "\"violations\":[\(sentences.joined(separator: ","))]",
        ]
        return "{\(fields.joined(separator: ","))}"
    }

    var table: String {
        let counts = result.counts
        let rows: [(String, String)] = [
            ("seed", "\(result.seed)"), ("trace", "\(hexadecimal), \(result.trace.count) entries"),
            ("events", "\(counts.events)"), ("faults", "\(counts.faults)"),
            ("messages", "\(counts.messages), \(counts.bytes) bytes"),
            ("packets lost", "\(counts.packetsLost)"),
            ("streams failed", "\(counts.streamsFailed)"),
            ("suspicions", "\(counts.suspicions)"), ("deaths seen", "\(counts.deaths)"),
            ("agreed after", convergence.map { "\($0) s" } ?? "never"),
            ("violations", "\(result.violations.count)"),
        ]
        let lines = rows.map { name, value in
            name + String(repeating: " ", count: 16 - name.count) + value
        }
        return (lines + result.violations.map { "  \($0)" }).joined(separator: "\n")
    }

    private var hexadecimal: String { Figure.hexadecimal(result.trace.hash) }

    /// Sentences of ours hold nothing worse than quotes.
    private func escaped(_ text: String) -> String {
        text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    }
}
