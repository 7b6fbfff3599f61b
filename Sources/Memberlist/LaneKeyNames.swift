// SPDX-License-Identifier: Apache-2.0

import WireSecurity

/// By what names lanes know the keys of a ring; 0 stands for none.
struct LaneKeyNames: Sendable {
    let primary: UInt64
    let all: Set<UInt64>

    /// - Parameter keys: `nil` where there are none.
    init(_ keys: KeyringLaneKeys?) {
        primary = keys?.primary ?? 0
        all = keys?.names ?? [0]
    }
}
