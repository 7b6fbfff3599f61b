// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Simulation

/// The table of the Lifeguard paper, made here.
struct LifeguardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lifeguard",
        abstract: "Count healthy members declared dead, with and without Lifeguard's parts.",
        discussion: """
            128 nodes, of which 1, 4, 8, 16 and 32 handle and send messages only in windows, for \
            120 s; blocked for 2, 8 and 32 s, open for 4, 64 and 1,024 ms. Suspicion: alpha 5, \
            beta 6, K 3. Sums over all runs, as ratios to SWIM.
            """
    )

    @Option(help: "Nodes of the cluster, 40 to 1,000.")
    var nodes = 128

    @Option(help: "Seed of the first run; each further round takes the next.")
    var seed: UInt64 = 1

    @Flag(help: "One blocked time and one window (8 s, 64 ms) in place of the grid.")
    var quick = false

    @Flag(help: "Print JSON.")
    var json = false

    private static let ablations: [(name: String, parts: LifeguardParts)] = [
        ("SWIM", []), ("+ awareness", .awareness), ("+ dynamic suspicion", .dynamicSuspicion),
        ("+ buddy", .buddy), ("Lifeguard", .all),
    ]

    func validate() throws {
        guard (40...1_000).contains(nodes) else {
            throw ValidationError("--nodes must be from 40 to 1,000")
        }
    }

    func run() throws {
        let progress = Progress()
        var sums: [LifeguardCounts] = []
        for (name, parts) in Self.ablations {
            sums.append(sum(with: parts) { progress.show("\(name): \($0)") })
        }
        progress.clear()
        if !json { print(row("", "FP", "FP healthy", "messages", "bytes")) }
        for (index, (name, _)) in Self.ablations.enumerated() {
            print(json ? object(name, sums[index]) : line(name, sums[index], beside: sums[0]))
        }
    }

    private func sum(
        with parts: LifeguardParts,
        _ show: (String) -> Void
    ) -> LifeguardCounts {
        var sum = LifeguardCounts()
        var scenario = LifeguardScenario()
        scenario.nodes = nodes
        scenario.parts = parts
        for anomalies in [1, 4, 8, 16, 32] {
            for blocked in quick ? [8] : [2, 8, 32] {
                for open in quick ? [64] : [4, 64, 1_024] {
                    show("\(anomalies) slow, blocked \(blocked) s, open \(open) ms")
                    scenario.anomalies = anomalies
                    scenario.blocked = .seconds(blocked)
                    scenario.open = .milliseconds(open)
                    sum += scenario.run(seed: seed)
                }
            }
        }
        return sum
    }

    private func line(
        _ name: String,
        _ counts: LifeguardCounts,
        beside swim: LifeguardCounts
    ) -> String {
        row(
            name,
            cell(counts.falsePositives, swim.falsePositives),
            cell(counts.falsePositivesAtHealthy, swim.falsePositivesAtHealthy),
            cell(counts.messages, swim.messages),
            cell(counts.bytes, swim.bytes)
        )
    }

    private func object(_ name: String, _ counts: LifeguardCounts) -> String {
        "{\"configuration\":\"\(name)\",\"fp\":\(counts.falsePositives),"
            + "\"fp_healthy\":\(counts.falsePositivesAtHealthy),"
            + "\"messages\":\(counts.messages),\"bytes\":\(counts.bytes)}"
    }

    /// The count and its ratio to SWIM's, with four decimals.
    private func cell(_ count: Int, _ swim: Int) -> String {
        guard swim > 0 else { return "\(count)" }
        let rounded = Int((Double(count) / Double(swim) * 10_000).rounded())
        let decimals = "\(10_000 + rounded % 10_000)".dropFirst()
        return "\(count) (\(rounded / 10_000).\(decimals))"
    }

    private func row(_ cells: String...) -> String {
        cells.enumerated().map { index, text in
            let padding = String(repeating: " ", count: max(0, (index == 0 ? 20 : 22) - text.count))
            return index == 0 ? text + padding : padding + text
        }.joined()
    }
}
