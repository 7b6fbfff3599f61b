// SPDX-License-Identifier: Apache-2.0

/// Points that belong together in a ``Plot``, in the order in which a line joins them.
package struct PlotSeries: Equatable, Sendable {
    package struct Point: Equatable, Sendable {
        package let x: Double
        package let y: Double

        package init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    package enum Style: Equatable, Sendable {
        /// What was measured: a line with a mark at each point.
        case measured
        /// What it is compared with: a dashed line without marks.
        case reference
    }

    package let name: String
    package let style: Style
    package let points: [Point]

    package init(_ name: String, style: Style = .measured, points: [Point]) {
        self.name = name
        self.style = style
        self.points = points
    }
}
