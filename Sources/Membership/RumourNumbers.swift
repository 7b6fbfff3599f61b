// SPDX-License-Identifier: Apache-2.0

/// The numbers that a participant gives what it says of itself, for packets in shorthand.
///
/// All that are congruent to the participant's own place among some, so that a number tells whose
/// word it is.
package struct RumourNumbers: Sendable {
    /// The last that was given.
    package private(set) var last: UInt32
    private let step: UInt32

    /// - Parameters:
    ///   - last: gives those above it.
    ///   - step: between any two; above 0.
    package init(after last: UInt32, step: UInt32) {
        self.last = last
        self.step = step
    }

    mutating func next() -> UInt32 {
        last += step
        return last
    }
}
