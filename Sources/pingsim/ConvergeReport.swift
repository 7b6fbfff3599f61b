// SPDX-License-Identifier: Apache-2.0

import Simulation

/// How fast news and crashes were known in clusters of one size, as a row of a table or JSON.
struct ConvergeReport {
    let result: ConvergeResult

    private static let titles = [
        "nodes", "samples", "news: mean", "worst", "logistic", "crash: mean", "worst", "bound",
        "suspected", "dead: mean", "worst",
    ]
    private static let units = [
        "", "", "s", "s", "s", "intervals", "intervals", "2n-1", "s", "s", "s",
    ]

    static var head: String { row(titles) + "\n" + row(units) }

    private static func row(_ cells: [String]) -> String {
        cells.map { String(repeating: " ", count: max(1, 12 - $0.count)) + $0 }.joined()
    }

    var row: String {
        let detections = result.detections.map(Double.init)
        return Self.row([
            "\(result.nodes)", "\(result.detections.count)", text(mean(result.news)),
            text(worst(result.news)), text(logistic), text(mean(detections)),
            "\(result.detections.max() ?? 0)", "\(2 * result.nodes - 1)",
            text(mean(result.suspicions)), text(mean(result.deaths)), text(worst(result.deaths)),
        ])
    }

    var json: String {
        let fields = [
            "\"nodes\":\(result.nodes)", "\"samples\":\(result.detections.count)",
            "\"missed\":\(result.missed)",
            "\"news_seconds\":{\"mean\":\(number(mean(result.news))),"
                + "\"worst\":\(number(worst(result.news))),\"logistic\":\(number(logistic))}",
            "\"detection_intervals\":{\"mean\":\(number(mean(result.detections.map(Double.init)))),"
                + "\"worst\":\(result.detections.max() ?? 0)}",
            "\"suspected_seconds\":\(number(mean(result.suspicions)))",
            "\"dead_seconds\":{\"mean\":\(number(mean(result.deaths))),"
                + "\"worst\":\(number(worst(result.deaths)))}",
            "\"events\":\(result.events)", "\"violations\":\(result.violations.count)",
        ]
        return "{\(fields.joined(separator: ","))}"
    }

    static func plot(_ results: [ConvergeResult]) -> Plot {
        func points(_ value: (ConvergeReport) -> Double) -> [PlotSeries.Point] {
            results.map { .init(x: Double($0.nodes), y: value(ConvergeReport(result: $0))) }
        }
        return Plot(
            "From a change of one member until 99 of 100 members know",
            note: "LAN profile: gossip to 3 members every 200 ms; simulated",
            horizontal: PlotAxis("members (log)", scale: .logarithmic),
            vertical: PlotAxis("seconds"),
            series: [
                PlotSeries("pingd, mean", points: points { $0.mean($0.result.news) }),
                PlotSeries("pingd, worst", points: points { $0.worst($0.result.news) }),
                PlotSeries("logistic curve", style: .reference, points: points { $0.logistic }),
            ]
        )
    }

    private var logistic: Double { ConvergeResult.logisticSeconds(nodes: result.nodes) }

    private func mean(_ times: [Duration]) -> Double { mean(times.map { $0 / .seconds(1) }) }
    private func mean(_ values: [Double]) -> Double {
        values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
    }
    private func worst(_ times: [Duration]) -> Double {
        times.max().map { $0 / .seconds(1) } ?? .nan
    }

    private func text(_ value: Double) -> String { Figure.text(value, decimals: 2) }
    private func number(_ value: Double) -> String {
        value.isFinite ? Figure.text(value, decimals: 4) : "null"
    }
}
