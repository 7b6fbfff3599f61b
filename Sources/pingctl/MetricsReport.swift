// SPDX-License-Identifier: Apache-2.0

import JSONText

/// Metrics in formats other than their own.
enum MetricsReport {
    static func table(_ families: [MetricFamily], for console: Console) -> String {
        var table = Table(
            header: ["NAME", "TYPE", "VALUE", "LABELS"],
            for: console,
            dispensable: [1]
        )
        return table.rendered(
            families.flatMap { family in
                family.samples.map { sample in
                    [
                        Table.Cell(sample.name), Table.Cell(family.type),
                        Table.Cell(sample.value),
                        Table.Cell(
                            sample.labels.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
                        ),
                    ]
                }
            }
        )
    }

    /// `{"name":…,"type":…,"labels":{…},"value":…}` for each sample.
    static func lines(_ families: [MetricFamily]) -> [[UInt8]] {
        families.flatMap { family in family.samples.map { line($0, type: family.type) } }
    }

    private static func line(_ sample: MetricFamily.Sample, type: String) -> [UInt8] {
        var json = JSONWriter()
        json.openObject()
        json.member("name", sample.name)
        json.member("type", type)
        json.key("labels")
        json.openObject()
        for label in sample.labels {
            json.key(label.name)
            json.string(label.value)
        }
        json.closeObject()
        json.key("value")
        // JSON has no word for what is no number, and not every way to write one.
        if isJSONNumber(sample.value) {
            json.raw(Array(sample.value.utf8)[...])
        } else {
            json.string(sample.value)
        }
        json.closeObject()
        return json.bytes
    }

    private static func isJSONNumber(_ text: String) -> Bool {
        var reader = JSONReader(Array(text.utf8), dialect: .strict, maximumDepth: 1)
        guard (try? reader.kind()) == .number, (try? reader.skip()) != nil else { return false }
        return (try? reader.finish()) != nil
    }
}
