// SPDX-License-Identifier: Apache-2.0

import Simulation
import Testing

/// Pictures of what was measured.
@Suite struct PlotTests {
    private func plot(
        _ points: [PlotSeries.Point],
        horizontal: PlotAxis = PlotAxis("x"),
        vertical: PlotAxis = PlotAxis("y")
    ) -> Plot {
        Plot(
            "A <title> & more",
            horizontal: horizontal,
            vertical: vertical,
            series: [PlotSeries("measured", points: points)]
        )
    }

    private func line(of svg: String) -> Substring? {
        svg.split(separator: "\n").first { $0.hasPrefix("<polyline") }
    }

    @Test func `the least and the greatest value lie on the ends of the axes`() {
        let svg = plot([.init(x: 0, y: 0), .init(x: 10, y: 50)]).svg
        #expect(line(of: svg)?.contains("points=\"84,380 590,66\"") == true, "\(svg)")
    }

    @Test func `a decade is as long as the next on a logarithmic axis`() {
        let axis = PlotAxis("members", scale: .logarithmic)
        let points = [10.0, 100, 1_000].map { PlotSeries.Point(x: $0, y: 1) }
        let svg = plot(points, horizontal: axis).svg
        #expect(line(of: svg)?.contains("84,") == true)
        #expect(line(of: svg)?.contains(" 337,") == true)
        #expect(line(of: svg)?.contains(" 590,") == true)
        #expect(svg.contains(">1,000<"))
    }

    @Test func `zero has its place where decades begin at zero and none where they do not`() {
        let points = [0.0, 1, 1_000].map { PlotSeries.Point(x: $0, y: $0) }
        let fromZero = plot(points, vertical: PlotAxis("count", scale: .logarithmicFromZero)).svg
        #expect(line(of: fromZero)?.split(separator: " ").count { $0.contains(",") } == 3)
        let decades = plot(points, vertical: PlotAxis("count", scale: .logarithmic)).svg
        #expect(line(of: decades)?.split(separator: " ").count { $0.contains(",") } == 2)
    }

    @Test func `what cannot be drawn and nothing at all still make a picture`() {
        let odd = [.infinity, .nan, -.infinity].map { PlotSeries.Point(x: 1, y: $0) }
        for points in [odd, []] {
            for scale in [PlotAxis.Scale.linear, .logarithmic, .logarithmicFromZero] {
                let axis = PlotAxis("z", scale: scale)
                let svg = plot(points, horizontal: axis, vertical: axis).svg
                #expect(svg.hasSuffix("</svg>\n"))
                #expect(!svg.contains("nan") && !svg.contains("inf"), "\(svg)")
            }
        }
    }

    @Test func `words cannot break out of the picture`() {
        let svg = plot([.init(x: 1, y: 1)]).svg
        #expect(svg.contains("<title>A &lt;title&gt; &amp; more</title>"))
    }
}
