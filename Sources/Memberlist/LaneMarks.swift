// SPDX-License-Identifier: Apache-2.0

import DequeModule

/// Where in a connection's bytes the frames of a lane end, to know from how much the peer's system
/// has acknowledged which of them it has.
struct LaneMarks {
    /// As many as there may be records in a connection's output and a system's buffer; beyond,
    /// marks are farther apart.
    private static let limit = 4_096

    private var marks: Deque<(frame: UInt64, end: UInt64)> = []

    var isEmpty: Bool { marks.isEmpty }

    /// The frames up to this number end before byte `end` of the connection.
    mutating func add(frame: UInt64, end: UInt64) {
        if let last = marks.last {
            guard frame > last.frame else { return }
            if marks.count >= Self.limit { marks.removeLast() }
        }
        marks.append((frame, end))
    }

    /// So many bytes of the connection are acknowledged by the peer's system.
    ///
    /// - Returns: up to which frame it has everything; `nil` when that is none more.
    mutating func acknowledge(_ bytes: UInt64) -> UInt64? {
        var frame: UInt64?
        while let first = marks.first, first.end <= bytes {
            frame = first.frame
            marks.removeFirst()
        }
        return frame
    }
}
