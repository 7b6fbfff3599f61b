// SPDX-License-Identifier: Apache-2.0

/// Writes Prometheus's text format, version 0.0.4: families of series, each with its `# HELP`,
/// its `# TYPE`, and a line for each value.
package struct ExpositionWriter: Sendable {
    /// The media type of what is written.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    package private(set) var bytes: [UInt8] = []
    /// Names that were begun; a second time would be an error for whoever reads.
    private var begun: Set<String> = []
    private var name = ""
    private var isSkipped = false

    package init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// What follows are values of this family; one that was begun before is left out.
    package mutating func begin(_ description: MetricDescription) {
        name = description.name
        isSkipped = !begun.insert(name).inserted
        guard !isSkipped else { return }
        put("# HELP \(name) \(Self.escaped(description.help))\n")
        put("# TYPE \(name) \(description.kind.rawValue)\n")
    }

    package mutating func sample(_ value: UInt64, _ labels: LabelText = .none) {
        line("", labels.text, "\(value)")
    }

    package mutating func sample(_ value: Double, _ labels: LabelText = .none) {
        line("", labels.text, Self.text(of: value))
    }

    /// The buckets, each with those below it, then the sum and the count.
    package mutating func sample(_ histogram: HistogramCounts, _ labels: LabelText = .none) {
        let prefix = labels.text.isEmpty ? "" : labels.text + ","
        var count: UInt64 = 0
        for (index, bucket) in histogram.buckets.enumerated() {
            count &+= bucket
            let bounds = histogram.bounds.values
            let bound = index < bounds.count ? bounds[index] : .infinity
            line("_bucket", "\(prefix)le=\"\(Self.text(of: bound))\"", "\(count)")
        }
        line("_sum", labels.text, Self.text(of: histogram.sum))
        line("_count", labels.text, "\(count)")
    }

    private mutating func line(_ suffix: String, _ labels: String, _ value: String) {
        guard !isSkipped else { return }
        put(name)
        put(suffix)
        if !labels.isEmpty {
            put("{")
            put(labels)
            put("}")
        }
        put(" ")
        put(value)
        put("\n")
    }

    private mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// As Go's `ParseFloat` reads it; whole numbers without a fraction.
    static func text(of value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        guard abs(value) <= 1 / .ulpOfOne, let whole = Int64(exactly: value) else {
            return "\(value)"
        }
        return "\(whole)"
    }

    private static func escaped(_ help: String) -> String {
        var text = ""
        for scalar in help.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
