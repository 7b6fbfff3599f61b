// SPDX-License-Identifier: Apache-2.0

/// Names something that an operator asked a `Participant` for and waits on.
///
/// Chosen by the driver, which is told by it when the wait is over; it should not repeat among
/// those that wait.
package struct RequestID: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt64
    package init(rawValue: UInt64) { self.rawValue = rawValue }
}

extension RequestID: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: UInt64) { self.init(rawValue: value) }
}
