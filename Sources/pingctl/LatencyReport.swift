// SPDX-License-Identifier: Apache-2.0

import JSONText

/// How long many exchanges took: percentiles and a histogram.
struct LatencyReport {
    struct Bar: Equatable {
        /// The longest time that it counts.
        var limit: Duration
        var count: Int
    }

    /// In order.
    let times: [Duration]

    init(_ times: [Duration]) { self.times = times.sorted() }

    /// The smallest time that at least so many thousandths do not exceed (nearest rank).
    ///
    /// - Returns: `nil` when there is none.
    func percentile(thousandths: Int) -> Duration? {
        guard !times.isEmpty else { return nil }
        let rank = (times.count * thousandths + 999) / 1_000
        return times[min(max(rank, 1), times.count) - 1]
    }

    var mean: Duration? {
        times.isEmpty ? nil : times.reduce(.zero, +) / times.count
    }

    /// Limits 1, 2, 5 times a power of ten, from the shortest time's to the longest's.
    var bars: [Bar] {
        guard let most = times.last else { return [] }
        var bars: [Bar] = []
        var (power, step) = (Duration.microseconds(10), 0)
        var place = 0
        while true {
            let limit = power * [1, 2, 5][step]
            let end = times[place...].firstIndex { $0 > limit } ?? times.count
            if end > place || !bars.isEmpty { bars.append(Bar(limit: limit, count: end - place)) }
            place = end
            if limit >= most { return bars }
            step += 1
            if step == 3 { (power, step) = (power * 10, 0) }
        }
    }

    static let percentiles: [(name: String, thousandths: Int)] = [
        ("P50", 500), ("P90", 900), ("P99", 990), ("P99.9", 999),
    ]

    func table(for console: Console) -> String {
        guard let least = times.first, let most = times.last, let mean else { return "" }
        var table = Table(
            header: ["MS", "MIN", "MEAN"] + Self.percentiles.map(\.name) + ["MAX"],
            for: console
        )
        var row = [least, mean]
        row += Self.percentiles.compactMap { percentile(thousandths: $0.thousandths) }
        row.append(most)
        let cells = [Table.Cell("")] + row.map { Table.Cell(Milliseconds.text($0)) }
        return table.rendered([cells]) + "\n" + histogram(columns: console.columns ?? 80)
    }

    func histogram(columns: Int) -> String {
        let bars = bars
        let labels = bars.map { "<= " + Milliseconds.text($0.limit) + " ms" }
        let counts = bars.map { "\($0.count)" }
        let labelWidth = labels.map(\.utf8.count).max() ?? 0
        let countWidth = counts.map(\.utf8.count).max() ?? 0
        let room = min(60, max(1, columns - labelWidth - countWidth - 4))
        let most = bars.map(\.count).max() ?? 1
        return bars.indices.map { index in
            // Whatever was counted is seen.
            let share = Double(bars[index].count) / Double(max(1, most))
            let length = Int((share * Double(room)).rounded(.up))
            let bar = String(repeating: "#", count: length)
            let line =
                Self.right(labels[index], labelWidth) + "  "
                + Self.right(counts[index], countWidth)
            return line + (bar.isEmpty ? "" : "  " + bar) + "\n"
        }
        .joined()
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.utf8.count)) + text
    }

    /// Members of an object, in milliseconds.
    func write(to json: inout JSONWriter) {
        guard let least = times.first, let most = times.last, let mean else { return }
        func member(_ name: StaticString, _ time: Duration?) {
            guard let time else { return }
            json.key(name)
            json.thousandths(Milliseconds.thousandths(time))
        }
        member("minMs", least)
        member("meanMs", mean)
        member("p50Ms", percentile(thousandths: 500))
        member("p90Ms", percentile(thousandths: 900))
        member("p99Ms", percentile(thousandths: 990))
        member("p999Ms", percentile(thousandths: 999))
        member("maxMs", most)
        json.key("histogram")
        json.openArray()
        for bar in bars {
            json.openObject()
            json.key("upToMs")
            json.thousandths(Milliseconds.thousandths(bar.limit))
            json.key("count")
            json.integer(bar.count)
            json.closeObject()
        }
        json.closeArray()
    }
}
