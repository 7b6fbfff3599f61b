// SPDX-License-Identifier: Apache-2.0

/// The colours of a ``Plot``, once for light pages and once for dark ones.
///
/// The lines' are told apart by people with any of the common colour deficiencies (Okabe and Ito's
/// set, lightened for the dark).
enum PlotColours {
    static var count: Int { light.count }

    private static let light = ["#d55e00", "#0072b2", "#009e73", "#aa4499", "#333333", "#b07a00"]
    private static let dark = ["#ff9e57", "#5eb6f0", "#4fd3a8", "#e69ad0", "#e6e6e6", "#f0c44c"]

    static var styleSheet: String {
        shapes + rules(light, page: "#ffffff", text: "#1f2328", faint: "#59636e", grid: "#d9dee3")
            + " @media (prefers-color-scheme: dark) { "
            + rules(dark, page: "#0d1117", text: "#e6edf3", faint: "#9198a1", grid: "#30363d")
            + " }"
    }

    private static let shapes =
        ".title { font-size: 17px; font-weight: 600 } .note, .tick { font-size: 12px } "
        + ".axis, .key { font-size: 13px } .grid { stroke-width: 1 } "
        + ".line { stroke-width: 2; fill: none } .dashed { stroke-dasharray: 6 4 } "

    private static func rules(
        _ lines: [String],
        page: String,
        text: String,
        faint: String,
        grid: String
    ) -> String {
        var rules = [
            ".page { fill: \(page) }", ".title, .axis, .key { fill: \(text) }",
            ".note, .tick { fill: \(faint) }", ".grid { stroke: \(grid) }",
        ]
        for (number, colour) in lines.enumerated() {
            rules.append(
                ".line.s\(number) { stroke: \(colour) } .mark.s\(number) { fill: \(colour) }"
            )
        }
        return rules.joined(separator: " ")
    }
}
