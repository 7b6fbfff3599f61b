// SPDX-License-Identifier: Apache-2.0

/// How a call went, or why it is given up (docs/lane-protocol.md §10).
///
/// Only ever appended to; a number that is not known is a failure.
package struct LaneStatus: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let ok = LaneStatus(rawValue: 0)
    /// Whoever is called has too much to do; nothing was done, and it may be tried again.
    package static let busy = LaneStatus(rawValue: 1)
    /// Nobody there answers to the method; nothing was done.
    package static let unknownMethod = LaneStatus(rawValue: 2)
    /// The time of the call was over.
    package static let deadline = LaneStatus(rawValue: 3)
    /// Whoever asked wants no answer any more, or whoever sent a body cannot go on.
    package static let cancelled = LaneStatus(rawValue: 4)
    /// The application says that it failed.
    package static let failed = LaneStatus(rawValue: 5)
    /// The body is larger than whoever reads it takes.
    package static let tooLarge = LaneStatus(rawValue: 6)

    /// A stable name to count by.
    package var reason: String {
        switch self {
        case .ok: "ok"
        case .busy: "busy"
        case .unknownMethod: "unknown-method"
        case .deadline: "deadline"
        case .cancelled: "cancelled"
        case .failed: "failed"
        case .tooLarge: "too-large"
        default: "status-\(rawValue)"
        }
    }
}
