// SPDX-License-Identifier: Apache-2.0

import PrometheusText

/// How some of the named numbers of a report are one family of series.
struct CountRule: Sendable {
    let description: MetricDescription
    /// Names of the report, each with the labels of its series.
    private let series: [(name: String, labels: LabelText)]
    /// The begin of further names, and the label that says how they go on.
    private let rest: (prefix: String, label: String)?

    /// One number, without labels.
    init(_ description: MetricDescription, _ name: String) {
        self.description = description
        series = [(name, .none)]
        rest = nil
    }

    /// Numbers that are told apart by `labels`, whose values stand beside each name.
    init(
        _ description: MetricDescription,
        by labels: [String],
        _ series: [(name: String, values: [String])]
    ) {
        self.description = description
        self.series = series.map { name, values in
            (name, LabelText(Array(zip(labels, values))))
        }
        rest = nil
    }

    /// All numbers that begin so; what follows is the value of `label`.
    init(_ description: MetricDescription, prefix: String, label: String) {
        self.description = description
        series = []
        rest = (prefix, label)
    }

    func covers(_ name: String) -> Bool {
        series.contains { $0.name == name } || rest.map { name.hasPrefix($0.prefix) } ?? false
    }

    /// Writes what is there of it.
    func write(_ counts: [String: UInt64], to writer: inout ExpositionWriter) {
        writer.begin(description)
        for (name, labels) in series {
            if let count = counts[name] { writer.sample(count, labels) }
        }
        guard let rest else { return }
        let named = counts.filter { $0.key.hasPrefix(rest.prefix) }
        for (name, count) in named.sorted(by: { $0.key < $1.key }) {
            let value = String(name.dropFirst(rest.prefix.count))
            writer.sample(count, LabelText([(rest.label, value)]))
        }
    }
}
