// SPDX-License-Identifier: Apache-2.0

/// Numbers as a table shows them.
enum Figure {
    /// With just so many decimals.
    static func text(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return "-" }
        let scale = (0..<decimals).reduce(1) { scale, _ in scale * 10 }
        let scaled = Int((value * Double(scale)).rounded())
        let fraction = "\(scale + scaled % scale)".dropFirst()
        return "\(scaled / scale).\(fraction)"
    }

    /// All sixteen digits.
    static func hexadecimal(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// With thousands apart.
    static func grouped(_ count: Int) -> String {
        var rest = Substring("\(count)")
        var groups: [Substring] = []
        while rest.count > 3 {
            groups.append(rest.suffix(3))
            rest = rest.dropLast(3)
        }
        return ([rest] + groups.reversed()).joined(separator: ",")
    }
}
