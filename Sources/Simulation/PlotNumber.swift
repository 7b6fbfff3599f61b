// SPDX-License-Identifier: Apache-2.0

/// Numbers as a picture needs them: short, and the same on every machine.
enum PlotNumber {
    /// With at most two decimals, for a place on the page.
    static func text(_ value: Double) -> String { decimal(value, digits: 2, separator: "") }

    /// With at most three decimals and thousands apart, for people.
    static func label(_ value: Double) -> String { decimal(value, digits: 3, separator: ",") }

    private static func decimal(_ value: Double, digits: Int, separator: String) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
        let scale = (0..<digits).reduce(1) { scale, _ in scale * 10 }
        let scaled = Int((abs(value) * Double(scale)).rounded())
        var fraction = String(String(scale + scaled % scale).dropFirst())
        while fraction.last == "0" { fraction.removeLast() }
        let whole = grouped(scaled / scale, by: separator)
        let sign = value < 0 && scaled > 0 ? "-" : ""
        return sign + whole + (fraction.isEmpty ? "" : "." + fraction)
    }

    private static func grouped(_ whole: Int, by separator: String) -> String {
        var rest = String(whole)
        var groups: [String] = []
        while rest.count > 3, !separator.isEmpty {
            groups.append(String(rest.suffix(3)))
            rest.removeLast(3)
        }
        return ([rest] + groups.reversed()).joined(separator: separator)
    }
}
