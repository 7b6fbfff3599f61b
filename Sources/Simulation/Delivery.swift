// SPDX-License-Identifier: Apache-2.0

import Membership

/// Something that arrives at a node.
enum Delivery: Sendable {
    case packet([UInt8], from: Int)
    indirect case request(StreamCall)
    indirect case answer(StreamID, life: Int, Cargo)
    /// Refused, or nothing came in time.
    case streamEnds(StreamID, life: Int)
}
