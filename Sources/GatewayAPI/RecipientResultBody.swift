// SPDX-License-Identifier: Apache-2.0

/// What became of one recipient's copy of a message.
package struct RecipientResultBody: Codable, Equatable, Sendable {
    /// The recipient's name.
    package var to: String
    /// `queued`: it waits here; `sent`: the peer's system has taken every byte; `delivered`: the
    /// peer's inbox holds it; or `failed`.
    package var status: String
    /// `stream`, `lane`, `packet`, `local` when the node itself was named, or `outbox` for what
    /// waits there.
    package var via: String
    /// Whether the recipient says when it holds the message; `nil` as long as that is not known.
    package var confirmable: Bool?
    /// Size of the payload.
    package var bytes: Int
    /// Milliseconds from the order to the result.
    package var ms: Double
    /// Why it failed, a sentence; `nil` unless it did.
    package var error: String?
    /// Why it failed, kebab-case, for programs; `nil` unless it did.
    package var code: String?

    package init(
        to: String,
        status: String,
        via: String,
        confirmable: Bool? = nil,
        bytes: Int,
        ms: Double,
        error: String? = nil,
        code: String? = nil
    ) {
        self.to = to
        self.status = status
        self.via = via
        self.confirmable = confirmable
        self.bytes = bytes
        self.ms = ms
        self.error = error
        self.code = code
    }
}
