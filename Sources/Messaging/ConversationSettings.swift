// SPDX-License-Identifier: Apache-2.0

/// What a node says in the ping/pong game.
package struct ConversationSettings: Equatable, Sendable {
    /// A shorter interval is lengthened to this; ours.
    package static let shortestInterval: Duration = .milliseconds(1)

    /// How often a ping goes to all other members; `nil`: never.
    package var interval: Duration?
    /// Whether pings are answered with pongs to all other members.
    package var answers: Bool

    package init(interval: Duration?, answers: Bool) {
        self.interval = interval.map { max($0, Self.shortestInterval) }
        self.answers = answers
    }
}
