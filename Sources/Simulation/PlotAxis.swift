// SPDX-License-Identifier: Apache-2.0

import Membership

/// One axis of a ``Plot``: what it shows, in which unit, and how values are placed on it.
package struct PlotAxis: Equatable, Sendable {
    package enum Scale: Equatable, Sendable {
        /// From zero, or from the least value if that is negative.
        case linear
        /// Each decade equally long; what is not positive cannot be shown.
        case logarithmic
        /// The logarithm of one more than the value: zero has its place, large values are decades.
        case logarithmicFromZero
    }

    /// Name and unit, as "members (log)".
    package let label: String
    package let scale: Scale
    /// Where the lines of the grid are; none: chosen to fit.
    package let ticks: [Double]

    package init(_ label: String, scale: Scale = .linear, ticks: [Double] = []) {
        self.label = label
        self.scale = scale
        self.ticks = ticks
    }

    func accepts(_ value: Double) -> Bool {
        guard value.isFinite else { return false }
        switch scale {
        case .linear: return true
        case .logarithmic: return value > 0
        case .logarithmicFromZero: return value >= 0
        }
    }

    /// How far along the axis a value is, in a measure of the scale's own.
    func place(of value: Double) -> Double {
        switch scale {
        case .linear: value
        case .logarithmic: NaturalLogarithm.of(value)
        case .logarithmicFromZero: NaturalLogarithm.of(1 + value)
        }
    }

    /// Where the grid has its lines when values lie between `least` and `most`.
    func gridLines(from least: Double, to most: Double) -> [Double] {
        guard ticks.isEmpty else { return ticks.filter(accepts) }
        switch scale {
        case .linear: return Self.evenSteps(from: min(0, least), to: most)
        case .logarithmic: return Self.decades(from: least, to: most)
        case .logarithmicFromZero: return [0] + Self.decades(from: 1, to: max(1, most))
        }
    }

    /// About five round steps, the first not above `least`, the last not below `most`.
    private static func evenSteps(from least: Double, to most: Double) -> [Double] {
        let span = most > least ? most - least : 1
        var step = 1.0
        while step > span / 5 { step /= 10 }
        while step * 10 <= span / 5 { step *= 10 }
        step *= [1, 2, 5, 10].first { span / (step * $0) <= 6 } ?? 10
        let first = (least / step).rounded(.down)
        let last = (max(most, least + step) / step).rounded(.up)
        return stride(from: first, through: last, by: 1).map { $0 * step }
    }

    /// Powers of ten, the first not above `least`, the last not below `most`.
    private static func decades(from least: Double, to most: Double) -> [Double] {
        var power = 1.0
        while power > least, power > 1e-12 { power /= 10 }
        while power * 10 <= least { power *= 10 }
        var powers = [power]
        while power < most, power < 1e15 {
            power *= 10
            powers.append(power)
        }
        return powers
    }
}
