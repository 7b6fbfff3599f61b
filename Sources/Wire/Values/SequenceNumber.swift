// SPDX-License-Identifier: Apache-2.0

/// What ties an ack or a nack to its ping; one counter per node, first value 1, wraps (spec §5.8).
package struct SequenceNumber: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package var next: SequenceNumber { SequenceNumber(rawValue: rawValue &+ 1) }
}

extension SequenceNumber: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: UInt32) { self.init(rawValue: value) }
}
