// SPDX-License-Identifier: Apache-2.0

package import Determinism

/// What goes wrong, when: plain data, so that a run can be looked at before it is made.
package struct FaultPlan: Equatable, Sendable {
    package struct Step: Equatable, Sendable {
        package let at: Instant
        package let fault: Fault
    }

    /// In order of time.
    package private(set) var steps: [Step] = []
    /// When the last thing goes wrong: from here on everything must come right by itself.
    package private(set) var healedAt = Instant.origin

    /// Nothing ever goes wrong.
    package static let none = FaultPlan()

    package init() {}

    package mutating func add(_ fault: Fault, at: Instant) {
        let place = steps.lastIndex { $0.at <= at }.map { $0 + 1 } ?? 0
        steps.insert(Step(at: at, fault: fault), at: place)
        healedAt = max(healedAt, at)
    }
}
