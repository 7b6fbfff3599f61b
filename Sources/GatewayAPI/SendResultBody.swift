// SPDX-License-Identifier: Apache-2.0

/// The answer to `POST /send` and `GET /send/{id}`: what became of every copy, as now known.
package struct SendResultBody: Codable, Equatable, Sendable {
    /// A ULID made for this message.
    package var id: String
    /// Copies that came so far or further.
    package var sent: Int
    /// Of those, the ones that their recipient holds; `nil` from a node that does not say.
    package var delivered: Int?
    package var failed: Int
    /// Copies that are still under way to where they were to be followed; `nil` from a node that
    /// does not say.
    package var pending: Int?
    /// In the order of the request, or by name when everybody was meant.
    package var results: [RecipientResultBody]

    package init(
        id: String,
        sent: Int,
        delivered: Int? = nil,
        failed: Int,
        pending: Int? = nil,
        results: [RecipientResultBody]
    ) {
        self.id = id
        self.sent = sent
        self.delivered = delivered
        self.failed = failed
        self.pending = pending
        self.results = results
    }
}
