// SPDX-License-Identifier: Apache-2.0

/// Lines over two axes, drawn as SVG that can be read on light and dark pages alike.
///
/// The picture stands for itself: it names no font, script or address outside of it. Points that an
/// axis cannot show, as zero on a logarithmic one, are left out.
package struct Plot: Equatable, Sendable {
    package let title: String
    /// What one must know to read it, in one line under the title.
    package let note: String
    package let horizontal: PlotAxis
    package let vertical: PlotAxis
    package let series: [PlotSeries]

    package init(
        _ title: String,
        note: String = "",
        horizontal: PlotAxis,
        vertical: PlotAxis,
        series: [PlotSeries]
    ) {
        self.title = title
        self.note = note
        self.horizontal = horizontal
        self.vertical = vertical
        self.series = series.map { series in
            let shown = series.points.filter { horizontal.accepts($0.x) && vertical.accepts($0.y) }
            return PlotSeries(series.name, style: series.style, points: shown)
        }
    }

    /// The picture as the text of an SVG file.
    package var svg: String {
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Frame.width) "
                + "\(Frame.height)\" role=\"img\" font-family=\"system-ui, sans-serif\">",
            "<title>\(escaped(title))</title>",
            "<style>\(PlotColours.styleSheet)</style>",
            "<rect class=\"page\" width=\"\(Frame.width)\" height=\"\(Frame.height)\"/>",
            text(title, x: Frame.left, y: 28, "title"),
            text(note, x: Frame.left, y: 48, "note"),
        ]
        let across = Ruler(horizontal, series.flatMap { $0.points.map(\.x) }, Frame.across)
        let upward = Ruler(vertical, series.flatMap { $0.points.map(\.y) }, Frame.upward)
        lines += grid(across, upward)
        lines += axisLabels
        for (index, series) in series.enumerated() {
            lines += curve(series, number: index, across, upward)
        }
        lines += legend
        return (lines.filter { !$0.isEmpty } + ["</svg>"]).joined(separator: "\n") + "\n"
    }

    // MARK: Parts

    private func grid(_ across: Ruler, _ upward: Ruler) -> [String] {
        let columns = across.ticks.flatMap { tick in
            let x = across.position(of: tick)
            return [
                line(x, Frame.top, x, Frame.bottom, "grid"),
                text(PlotNumber.label(tick), x: x, y: Frame.bottom + 18, "tick", anchor: "middle"),
            ]
        }
        let rows = upward.ticks.flatMap { tick in
            let y = upward.position(of: tick)
            return [
                line(Frame.left, y, Frame.right, y, "grid"),
                text(PlotNumber.label(tick), x: Frame.left - 8, y: y + 4, "tick", anchor: "end"),
            ]
        }
        return columns + rows
    }

    private var axisLabels: [String] {
        let middle = (Frame.top + Frame.bottom) / 2
        let upright = text(vertical.label, x: 0, y: 0, "axis", anchor: "middle")
        return [
            text(
                horizontal.label,
                x: (Frame.left + Frame.right) / 2,
                y: Frame.bottom + 42,
                "axis",
                anchor: "middle"
            ),
            "<g transform=\"translate(20 \(PlotNumber.text(middle))) rotate(-90)\">\(upright)</g>",
        ]
    }

    private func curve(
        _ series: PlotSeries,
        number: Int,
        _ across: Ruler,
        _ upward: Ruler
    ) -> [String] {
        let places = series.points.map { (across.position(of: $0.x), upward.position(of: $0.y)) }
        let path = places.map { "\(PlotNumber.text($0)),\(PlotNumber.text($1))" }
        let stroke = series.style == .reference ? "line dashed" : "line"
        var lines = [
            "<polyline class=\"\(stroke) s\(number % PlotColours.count)\" "
                + "points=\"\(path.joined(separator: " "))\"/>"
        ]
        if series.style == .measured {
            lines += places.map { PlotMark.svg(number, x: $0, y: $1) }
        }
        return lines
    }

    private var legend: [String] {
        series.enumerated().flatMap { index, series in
            let y = Frame.top + 12 + 24 * Double(index)
            let x = Frame.right + 20
            let colour = "s\(index % PlotColours.count)"
            let isReference = series.style == .reference
            let stroke = isReference ? "line dashed \(colour)" : "line \(colour)"
            return [
                line(x, y, x + 28, y, stroke),
                isReference ? "" : PlotMark.svg(index, x: x + 14, y: y),
                text(series.name, x: x + 36, y: y + 4, "key"),
            ]
        }
    }

    // MARK: Elements

    private func line(
        _ x1: Double,
        _ y1: Double,
        _ x2: Double,
        _ y2: Double,
        _ kind: String
    ) -> String {
        "<line class=\"\(kind)\" x1=\"\(PlotNumber.text(x1))\" y1=\"\(PlotNumber.text(y1))\" "
            + "x2=\"\(PlotNumber.text(x2))\" y2=\"\(PlotNumber.text(y2))\"/>"
    }

    private func text(
        _ text: String,
        x: Double,
        y: Double,
        _ kind: String,
        anchor: String = "start"
    ) -> String {
        guard !text.isEmpty else { return "" }
        return "<text class=\"\(kind)\" x=\"\(PlotNumber.text(x))\" y=\"\(PlotNumber.text(y))\" "
            + "text-anchor=\"\(anchor)\">\(escaped(text))</text>"
    }

    private func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            default: escaped.append(character)
            }
        }
    }
}

// MARK: - Geometry

extension Plot {
    /// Where the lines are drawn on the page, in units of the SVG.
    private enum Frame {
        static let width = 800
        static let height = 440
        static let left = 84.0
        static let right = 590.0
        static let top = 66.0
        static let bottom = 380.0
        static let across = (from: left, to: right)
        static let upward = (from: bottom, to: top)
    }

    /// From values of one axis to places on the page.
    private struct Ruler {
        let axis: PlotAxis
        let ticks: [Double]
        private let least: Double
        private let span: Double
        private let ends: (from: Double, to: Double)

        init(_ axis: PlotAxis, _ values: [Double], _ ends: (from: Double, to: Double)) {
            self.axis = axis
            self.ends = ends
            ticks = axis.gridLines(from: values.min() ?? 1, to: values.max() ?? 1)
            let places = (ticks + values).map(axis.place)
            least = places.min() ?? 0
            span = max((places.max() ?? 1) - least, .leastNonzeroMagnitude)
        }

        func position(of value: Double) -> Double {
            ends.from + (axis.place(of: value) - least) / span * (ends.to - ends.from)
        }
    }
}
