// SPDX-License-Identifier: Apache-2.0

/// What the ping/pong engine does and whom it tells.
package struct PingPongSettings: Sendable {
    /// How often a ping is sent to all other members; `nil`: never.
    package var interval: Duration?
    /// Whether pings are answered with pongs to all other members.
    package var answers: Bool
    /// Told each line of the transcript, on the node's thread; must not block.
    package var transcript: @Sendable (String) -> Void

    package init(
        interval: Duration?,
        answers: Bool,
        transcript: @escaping @Sendable (String) -> Void
    ) {
        self.interval = interval
        self.answers = answers
        self.transcript = transcript
    }
}
