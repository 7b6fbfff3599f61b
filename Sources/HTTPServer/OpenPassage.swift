// SPDX-License-Identifier: Apache-2.0

import Determinism
import HTTP1

/// A passage as its connection holds it.
final class OpenPassage {
    let listener: @Sendable (PassageEvent) -> Void
    let note: RequestNote
    let patience: Duration
    /// When its handler is told that nothing happens; `nil` once the answer has begun.
    var deadline: Instant?
    /// Whether the handler knows the end of the body.
    var hasEnded = false
    var hasBegun = false
    /// Bytes of content that were handed in and that the handler was not told to be out.
    var unsent = 0

    init(
        _ listener: @escaping @Sendable (PassageEvent) -> Void,
        _ note: RequestNote,
        patience: Duration,
        at now: Instant
    ) {
        self.listener = listener
        self.note = note
        self.patience = patience
        deadline = now + patience
    }

    /// Something happened.
    func progress(at now: Instant) {
        if !hasBegun { deadline = now + patience }
    }
}
