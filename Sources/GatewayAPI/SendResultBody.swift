// SPDX-License-Identifier: Apache-2.0

/// The answer to `POST /send`: what became of every copy.
package struct SendResultBody: Codable, Equatable, Sendable {
    /// A ULID made for this message.
    package var id: String
    package var sent: Int
    package var failed: Int
    /// In the order of the request, or by name when everybody was meant.
    package var results: [RecipientResultBody]

    package init(id: String, sent: Int, failed: Int, results: [RecipientResultBody]) {
        self.id = id
        self.sent = sent
        self.failed = failed
        self.results = results
    }
}
