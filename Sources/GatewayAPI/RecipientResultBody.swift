// SPDX-License-Identifier: Apache-2.0

/// What became of one recipient's copy of a message.
package struct RecipientResultBody: Codable, Equatable, Sendable {
    /// The recipient's name.
    package var to: String
    /// `sent`: the peer's system has taken every byte, and nobody claims more; or `failed`.
    package var status: String
    /// `stream`, `packet`, or `local` when the node itself was named.
    package var via: String
    /// Size of the payload.
    package var bytes: Int
    /// Milliseconds from the order to the result.
    package var ms: Double
    /// Why it failed, a sentence; `nil` when it was sent.
    package var error: String?
    /// Why it failed, kebab-case, for programs; `nil` when it was sent.
    package var code: String?

    package init(
        to: String,
        status: String,
        via: String,
        bytes: Int,
        ms: Double,
        error: String? = nil,
        code: String? = nil
    ) {
        self.to = to
        self.status = status
        self.via = via
        self.bytes = bytes
        self.ms = ms
        self.error = error
        self.code = code
    }
}
