// SPDX-License-Identifier: Apache-2.0

import Membership

/// A dial, with what the dialer says first.
struct StreamCall: Sendable {
    let stream: StreamID
    let from: Int
    /// Which life of the dialer asked.
    let life: Int
    let to: Int
    let kind: TrafficKind
    let cargo: Cargo
}
