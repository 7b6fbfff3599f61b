// SPDX-License-Identifier: Apache-2.0

import Simulation

/// What the grid gave, as a table, as JSON, as a picture.
struct LifeguardReport {
    /// Each run and what came of it.
    let runs: [(scenario: LifeguardScenario, counts: LifeguardCounts)]
    /// How long crashes took to be seen, for each of `LifeguardGrid.ablations`; may be empty.
    let detections: [[LifeguardDetection.Times]]

    private static let names = [
        "SWIM", "+ awareness", "+ dynamic suspicion", "+ buddy", "Lifeguard, all",
    ]

    private func sum(
        _ parts: LifeguardParts,
        where isWanted: (LifeguardScenario) -> Bool = { _ in true }
    ) -> LifeguardCounts {
        runs.reduce(into: LifeguardCounts()) { sum, run in
            if run.scenario.parts == parts, isWanted(run.scenario) { sum += run.counts }
        }
    }

    // MARK: Table

    var table: String {
        let swim = sum([])
        var lines = [
            row("", ["false positives", "at healthy members", "messages", "bytes"]),
            row("", [String](repeating: "ours  ratio (paper)", count: 4)),
        ]
        for (name, parts) in zip(Self.names, LifeguardGrid.ablations) {
            let ours = sum(parts)
            let paper = LifeguardPublished(parts)
            lines.append(
                row(
                    name,
                    [
                        cell(ours.falsePositives, swim.falsePositives, paper.falsePositives),
                        cell(
                            ours.falsePositivesAtHealthy,
                            swim.falsePositivesAtHealthy,
                            paper.falsePositivesAtHealthy
                        ),
                        cell(ours.traffic.messages, swim.traffic.messages, paper.messages),
                        cell(ours.traffic.bytes, swim.traffic.bytes, paper.bytes),
                    ]
                )
            )
        }
        return (lines + detectionTable).joined(separator: "\n")
    }

    private var detectionTable: [String] {
        guard !detections.isEmpty else { return [] }
        let heads = ["first: median", "worst", "everywhere: median", "worst"]
        let rows = zip(Self.names, detections).map { name, times in
            let first = Quantiles(times.map(\.first))
            let everywhere = Quantiles(times.map(\.everywhere))
            let cells = [first.median, first.worst, everywhere.median, everywhere.worst]
            return row(name, cells.map { Figure.text($0, decimals: 2) + " s" })
        }
        return ["", row("a crash is seen", heads)] + rows
    }

    private func cell(_ ours: Int, _ swim: Int, _ paper: Double) -> String {
        let ratio = swim > 0 ? Figure.text(Double(ours) / Double(swim), decimals: 4) : "-"
        return "\(Figure.grouped(ours))  \(ratio) (\(Figure.text(paper, decimals: 4)))"
    }

    private func row(_ name: String, _ cells: [String]) -> String {
        name + String(repeating: " ", count: max(0, 20 - name.count))
            + cells.map { String(repeating: " ", count: max(1, 32 - $0.count)) + $0 }.joined()
    }

    // MARK: JSON

    /// One object per line, one for each of the ablations.
    var json: String {
        LifeguardGrid.ablations.indices.map(object).joined(separator: "\n")
    }

    private func object(_ index: Int) -> String {
        let parts = LifeguardGrid.ablations[index]
        let counts = sum(parts)
        let kinds = TrafficKind.allCases.map { "\"\($0)\":\(counts.traffic[$0])" }
        let bySlow = anomalies.map { anomalies in
            let counts = sum(parts) { $0.anomalies == anomalies }
            return "{\"anomalies\":\(anomalies),\(numbers(counts))}"
        }
        var fields = [
            "\"configuration\":\"\(Self.names[index])\"", numbers(counts),
            "\"kinds\":{\(kinds.joined(separator: ","))}",
            "\"by_anomalies\":[\(bySlow.joined(separator: ","))]",
        ]
        if index < detections.count {
            let first = Quantiles(detections[index].map(\.first))
            let everywhere = Quantiles(detections[index].map(\.everywhere))
            fields.append(
                "\"first_seconds\":\(first.json),\"everywhere_seconds\":\(everywhere.json)"
            )
        }
        return "{\(fields.joined(separator: ","))}"
    }

    private func numbers(_ counts: LifeguardCounts) -> String {
        "\"fp\":\(counts.falsePositives),\"fp_healthy\":\(counts.falsePositivesAtHealthy),"
            + "\"messages\":\(counts.traffic.messages),\"bytes\":\(counts.traffic.bytes)"
    }

    // MARK: Picture

    private var anomalies: [Int] { Set(runs.map(\.scenario.anomalies)).sorted() }

    var plot: Plot {
        let nodes = runs.first?.scenario.nodes ?? 0
        return Plot(
            "Healthy members declared dead while others are slow",
            note: "\(nodes) members, 120 s; sums over the times blocked and open; zero at the foot",
            horizontal: PlotAxis("slow members", ticks: anomalies.map(Double.init)),
            vertical: PlotAxis("false positives", scale: .logarithmicFromZero),
            series: zip(Self.names, LifeguardGrid.ablations).map { name, parts in
                let points = anomalies.map { anomalies in
                    let counts = sum(parts) { $0.anomalies == anomalies }
                    return PlotSeries.Point(x: Double(anomalies), y: Double(counts.falsePositives))
                }
                return PlotSeries(name, points: points)
            }
        )
    }
}
