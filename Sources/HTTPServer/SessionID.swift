// SPDX-License-Identifier: Apache-2.0

/// Names a connection on its loop; never given out twice.
struct SessionID: Hashable, Sendable {
    let number: UInt64
}
