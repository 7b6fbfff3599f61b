// SPDX-License-Identifier: Apache-2.0

import HTTPServer

/// What clients may be let do, by the name it has in `--http-allow` and in a token's file.
package enum Permission: String, CaseIterable, Sendable {
    /// See members, messages, events and figures.
    case read
    /// Make messages to other members.
    case send
    /// Change what this node is, knows and does: join, leave, tags, keys.
    case operate

    /// What a route asks for; `nil` when anybody may use it.
    init?(_ group: RouteGroup) {
        switch group {
        case .open: return nil
        case .read: self = .read
        case .send: self = .send
        case .operate: self = .operate
        }
    }
}
