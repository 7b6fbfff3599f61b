// SPDX-License-Identifier: Apache-2.0

/// Prometheus's text format, version 0.0.4, read strictly.
struct Exposition {
    struct Malformed: Error {
        let line: String
        let why: String
    }

    struct Sample: Equatable {
        let name: String
        let labels: [String: String]
        let value: Double
    }

    struct Family: Equatable {
        let name: String
        let help: String
        let type: String
        var samples: [Sample] = []

        /// Names of the labels that any of its values has, but for bounds of buckets.
        var labels: Set<String> { Set(samples.flatMap(\.labels.keys)).subtracting(["le"]) }
    }

    private(set) var families: [Family] = []

    /// Every family must have its help, then its type, then its values, and come once.
    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Malformed(line: "", why: "no line end at the end") }
        var help: (name: String, text: String)?
        for line in text.split(separator: "\n").map(String.init) {
            if line.hasPrefix("# HELP ") {
                let parts = line.dropFirst(7).split(separator: " ", maxSplits: 1)
                guard parts.count == 2, help == nil else {
                    throw Malformed(line: line, why: "help without its type")
                }
                help = (String(parts[0]), String(parts[1]))
            } else if line.hasPrefix("# TYPE ") {
                let parts = line.dropFirst(7).split(separator: " ").map(String.init)
                guard parts.count == 2, let said = help, said.name == parts[0],
                    !families.contains(where: { $0.name == parts[0] })
                else { throw Malformed(line: line, why: "a family twice, or without help") }
                families.append(Family(name: parts[0], help: said.text, type: parts[1]))
                help = nil
            } else {
                try add(try Self.sample(line), line)
            }
        }
    }

    subscript(name: String) -> Family? { families.first { $0.name == name } }

    /// The value of a series with exactly those labels.
    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        families.lazy.flatMap(\.samples).first { $0.name == name && $0.labels == labels }?.value
    }

    /// Everything that may only grow, by its name and labels as text.
    var growing: [String: Double] {
        var values: [String: Double] = [:]
        for family in families where family.type != "gauge" {
            for sample in family.samples where !sample.name.hasSuffix("_sum") {
                let labels = sample.labels.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
                values["\(sample.name){\(labels.joined(separator: ","))}"] = sample.value
            }
        }
        return values
    }

    private mutating func add(_ sample: Sample, _ line: String) throws {
        guard let family = families.last else { throw Malformed(line: line, why: "no family") }
        let endings = family.type == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
        guard endings.contains(where: { family.name + $0 == sample.name }) else {
            throw Malformed(line: line, why: "not of \(family.name)")
        }
        guard
            !family.samples.contains(where: { $0.name == sample.name && $0.labels == sample.labels }
            )
        else { throw Malformed(line: line, why: "a series twice") }
        families[families.count - 1].samples.append(sample)
    }

    private static func sample(_ line: String) throws -> Sample {
        let pattern = #/([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.+)\})? (\S+)/#
        guard let match = line.wholeMatch(of: pattern), let value = number(match.3) else {
            throw Malformed(line: line, why: "no sample")
        }
        var labels: [String: String] = [:]
        var rest = match.2 ?? ""
        while let label = rest.prefixMatch(of: #/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\.)*)",?/#)
        {
            guard labels.updateValue(String(label.2), forKey: String(label.1)) == nil else {
                throw Malformed(line: line, why: "a label twice")
            }
            rest = rest[label.range.upperBound...]
        }
        guard rest.isEmpty else { throw Malformed(line: line, why: "labels") }
        return Sample(name: String(match.1), labels: labels, value: value)
    }

    private static func number(_ text: Substring) -> Double? {
        switch text {
        case "NaN": .nan
        case "+Inf": .infinity
        case "-Inf": -.infinity
        default: Double(text)
        }
    }
}
