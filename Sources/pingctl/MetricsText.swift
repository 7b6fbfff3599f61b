// SPDX-License-Identifier: Apache-2.0

/// Reads the Prometheus text format, version 0.0.4.
enum MetricsText {
    /// The families in their order; lines that are none of the format belong to no family.
    static func families(_ text: String) -> [MetricFamily] {
        var families: [MetricFamily] = []
        for line in text.split(separator: "\n") {
            guard let name = familyName(of: line, after: families.last) else { continue }
            if families.last?.name != name { families.append(MetricFamily(name: name)) }
            let last = families.count - 1
            families[last].text += line + "\n"
            if line.hasPrefix("# TYPE ") {
                families[last].type = String(rest(of: line, afterWords: 3))
            } else if line.hasPrefix("# HELP ") {
                families[last].help = unescaped(rest(of: line, afterWords: 3))
            } else if let sample = sample(line) {
                families[last].samples.append(sample)
            }
        }
        return families
    }

    /// `nil` for a comment and for what is no sample.
    private static func familyName(of line: Substring, after last: MetricFamily?) -> String? {
        if line.hasPrefix("# TYPE ") || line.hasPrefix("# HELP ") {
            let words = line.split(separator: " ", maxSplits: 3)
            return words.count > 2 ? String(words[2]) : nil
        }
        guard let sample = sample(line) else { return nil }
        let endings = ["", "_bucket", "_sum", "_count"]
        if let last, endings.contains(where: { last.name + $0 == sample.name }) {
            return last.name
        }
        return sample.name
    }

    private static func rest(of line: Substring, afterWords count: Int) -> Substring {
        let words = line.split(separator: " ", maxSplits: count, omittingEmptySubsequences: false)
        return words.count > count ? words[count] : ""
    }

    private static func sample(_ line: Substring) -> MetricFamily.Sample? {
        guard let first = line.first, first != "#" else { return nil }
        let name = line.prefix { $0 != "{" && $0 != " " && $0 != "\t" }
        var rest = line[name.endIndex...]
        var labels: [MetricFamily.Label] = []
        if rest.first == "{" {
            guard let found = takeLabels(from: &rest) else { return nil }
            labels = found
        }
        // A time may come behind the value.
        guard !name.isEmpty,
            let value = rest.split(whereSeparator: { $0 == " " || $0 == "\t" }).first
        else { return nil }
        return MetricFamily.Sample(name: String(name), labels: labels, value: String(value))
    }

    /// `{a="b",c="d"}`; leaves what comes behind it.
    private static func takeLabels(from text: inout Substring) -> [MetricFamily.Label]? {
        var labels: [MetricFamily.Label] = []
        text.removeFirst()
        while true {
            text = text.drop { $0 == " " || $0 == "," }
            if text.first == "}" {
                text.removeFirst()
                return labels
            }
            let name = text.prefix { $0 != "=" }
            text = text[name.endIndex...].dropFirst()
            guard !name.isEmpty, text.popFirst() == "\"" else { return nil }
            var isEscaped = false
            let value = text.prefix { character in
                if isEscaped {
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else {
                    return character != "\""
                }
                return true
            }
            text = text[value.endIndex...]
            guard text.popFirst() != nil else { return nil }
            labels.append(MetricFamily.Label(name: String(name), value: unescaped(value)))
        }
    }

    /// `\\`, `\"` and `\n`.
    private static func unescaped(_ text: Substring) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                result += character == "n" ? "\n" : String(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                result.append(character)
            }
        }
        return result
    }
}
