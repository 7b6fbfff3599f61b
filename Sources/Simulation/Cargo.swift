// SPDX-License-Identifier: Apache-2.0

import Membership
import Wire

/// What travels in a stream, one way.
enum Cargo: Sendable {
    case bytes([UInt8])
    case frame(StreamFrame)
    /// Of a push/pull.
    case table(TableCopy)
}

extension Cargo {
    /// Bytes, as far as they are known: for counting.
    var count: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .table(let table): 64 * table.count
        case .frame: 16
        }
    }
}
