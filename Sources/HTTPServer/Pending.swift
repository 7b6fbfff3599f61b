// SPDX-License-Identifier: Apache-2.0

import Determinism

/// A request that has no answer yet.
struct Pending {
    enum Kind {
        case later(onDeadline: @Sendable () -> Response)
        case parked(check: @Sendable (_ last: Bool) -> Response?)
    }

    let kind: Kind
    let deadline: Instant

    var isParked: Bool {
        if case .parked = kind { true } else { false }
    }
}
