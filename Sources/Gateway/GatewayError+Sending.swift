// SPDX-License-Identifier: Apache-2.0

import Memberlist

/// Why the node sends nothing, as the API says it.
extension GatewayError {
    init(_ error: SendError) {
        self =
            switch error {
            case .unknownMembers(let names): .unknownMembers(names)
            case .membersNotAlive(let names): .membersNotAlive(names)
            case .payloadTooLarge(let limit): .payloadTooLarge(limit: limit)
            case .overloaded: .overloaded
            // Nobody here waits in a task that could be cancelled.
            case .stopped, .cancelled: .nodeStopped
            }
    }

    init(_ error: BroadcastError) {
        self =
            switch error {
            case .payloadTooLarge(let limit): .payloadTooLarge(limit: limit)
            case .queueFull: .overloaded
            // Nobody here waits until it has been told.
            case .timedOut, .stopped, .cancelled: .nodeStopped
            }
    }
}
