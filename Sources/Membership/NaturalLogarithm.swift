// SPDX-License-Identifier: Apache-2.0

/// The natural logarithm, computed here so that a run is the same on every machine.
///
/// Splits off the power of two, then sums the series of the inverse hyperbolic tangent; within a
/// unit or two of the last place for every finite positive number.
package enum NaturalLogarithm {
    private static let ofTwo = 0.693_147_180_559_945_309_417_232
    private static let ofTen = 2.302_585_092_994_045_684_017_991

    package static func of(_ value: Double) -> Double {
        precondition(value > 0 && value.isFinite, "no logarithm of \(value)")
        var exponent = Double(value.exponent)
        var significand = value.significand
        if significand > 1.414_213_562_373_095_1 {
            significand /= 2
            exponent += 1
        }
        let ratio = (significand - 1) / (significand + 1)
        let square = ratio * ratio
        // |ratio| is at most 0.172, so the twelfth term is below one part in 10^18.
        let series = stride(from: 23.0, through: 1, by: -2).reduce(0.0) { sum, odd in
            sum * square + 1 / odd
        }
        return exponent * ofTwo + 2 * ratio * series
    }

    /// The logarithm to base ten, exact for powers of ten.
    static func toBaseTen(of value: Int) -> Double {
        precondition(value > 0, "no logarithm of \(value)")
        var power = 1
        var exponent = 0
        while value / power >= 10 {
            power *= 10
            exponent += 1
        }
        return Double(exponent) + of(Double(value) / Double(power)) / ofTen
    }
}
