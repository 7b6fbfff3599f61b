// SPDX-License-Identifier: Apache-2.0

import Wire

/// How many members are in each state.
struct Census: Equatable, Sendable {
    private var alive = 0
    private var suspect = 0
    private var dead = 0
    private var left = 0

    var total: Int { alive + suspect + dead + left }

    subscript(state: MemberState) -> Int {
        get {
            switch state {
            case .alive: alive
            case .suspect: suspect
            case .dead: dead
            case .left: left
            }
        }
        set {
            switch state {
            case .alive: alive = newValue
            case .suspect: suspect = newValue
            case .dead: dead = newValue
            case .left: left = newValue
            }
        }
    }
}
