// SPDX-License-Identifier: Apache-2.0

/// Names as Prometheus takes them, made of whatever names others have chosen.
enum MetricName {
    /// `memberlist.pushPullNode` becomes `memberlist_push_pull_node`, then what `unit` adds.
    static func metric(_ label: String, unit: String = "") -> String {
        let name = snakeCase(label)
        return name.hasSuffix(unit) ? name : name + unit
    }

    /// A label's name; those that Prometheus keeps for itself are not given out.
    static func label(_ name: String) -> String {
        var label = snakeCase(name)
        while label.hasPrefix("__") { label.removeFirst() }
        return label == "le" || label == "quantile" ? label + "_" : label
    }

    /// ASCII letters, digits and underscores, not beginning with a digit and never empty.
    private static func snakeCase(_ text: String) -> String {
        var name: [UInt8] = []
        var isAfterSmall = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                if isAfterSmall { name.append(UInt8(ascii: "_")) }
                name.append(byte | 0x20)
                isAfterSmall = false
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                name.append(byte)
                isAfterSmall = true
            default:
                name.append(UInt8(ascii: "_"))
                isAfterSmall = false
            }
        }
        let startsBadly = name.first.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return (startsBadly ?? true ? "_" : "") + String(decoding: name, as: UTF8.self)
    }
}
