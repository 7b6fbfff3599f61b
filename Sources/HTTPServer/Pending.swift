// SPDX-License-Identifier: Apache-2.0

import Determinism

/// A request that has no answer yet.
final class Pending {
    enum Kind {
        case later(whenGone: (@Sendable () -> Void)?, onDeadline: @Sendable () -> Response)
        case parked(on: Topic, check: @Sendable (_ last: Bool) -> Response?)
    }

    let kind: Kind
    let deadline: Instant
    let note: RequestNote

    init(_ kind: Kind, until deadline: Instant, _ note: RequestNote) {
        self.kind = kind
        self.deadline = deadline
        self.note = note
    }

    /// Who wants to hear that the client has gone.
    var whenGone: (@Sendable () -> Void)? {
        if case .later(let whenGone, _) = kind { whenGone } else { nil }
    }

    /// What it is parked on, if it is.
    var topic: Topic? {
        if case .parked(let topic, _) = kind { topic } else { nil }
    }
}
