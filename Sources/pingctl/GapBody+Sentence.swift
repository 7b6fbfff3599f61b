// SPDX-License-Identifier: Apache-2.0

import GatewayAPI

extension GapBody {
    /// For a person: what is missing, and why.
    var sentence: String {
        let events =
            switch (first, last) {
            case (let first?, let last?) where first != last: "events \(first) to \(last)"
            case (let first?, _): "event \(first)"
            default: "some events"
            }
        return switch reason {
        case "forgotten": "\(events) cannot be had any more: newer ones took their place"
        case "restarted": "\(events) cannot be had any more: the node was started anew"
        case "too-slow": "\(events) were missed: this reader was too slow"
        case "unknown-number": "the node has given no such number; it goes on with what is new"
        default: "\(events) cannot be had (\(reason))"
        }
    }
}
