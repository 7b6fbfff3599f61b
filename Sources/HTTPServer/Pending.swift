// SPDX-License-Identifier: Apache-2.0

import Determinism

/// A request that has no answer yet.
struct Pending {
    enum Kind {
        case later(onDeadline: @Sendable () -> Response)
        case parked(on: Topic, check: @Sendable (_ last: Bool) -> Response?)
    }

    let kind: Kind
    let deadline: Instant

    /// What it is parked on, if it is.
    var topic: Topic? {
        if case .parked(let topic, _) = kind { topic } else { nil }
    }
}
