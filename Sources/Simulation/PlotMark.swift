// SPDX-License-Identifier: Apache-2.0

/// The mark at a point: its shape tells lines apart where colour does not.
enum PlotMark {
    static func svg(_ number: Int, x: Double, y: Double) -> String {
        let place = "translate(\(PlotNumber.text(x)) \(PlotNumber.text(y)))"
        let shape = shapes[number % shapes.count]
        return "<path class=\"mark s\(number % PlotColours.count)\" transform=\"\(place)\" "
            + "d=\"\(shape)\"/>"
    }

    /// Ring, square, triangle, diamond, downward triangle; about nine units wide, but for the ring,
    /// in which the mark of an equal line is still seen.
    private static let shapes = [
        "M-7.5 0A7.5 7.5 0 0 0 7.5 0A7.5 7.5 0 0 0-7.5 0ZM-5.5 0A5.5 5.5 0 0 1 5.5 0"
            + "A5.5 5.5 0 0 1-5.5 0Z",
        "M-4-4H4V4H-4Z",
        "M0-5.2L4.8 3.6H-4.8Z",
        "M0-5.5L5.5 0L0 5.5L-5.5 0Z",
        "M0 5.2L4.8-3.6H-4.8Z",
    ]
}
