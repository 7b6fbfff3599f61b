// SPDX-License-Identifier: Apache-2.0

/// Every error of the API: `application/problem+json` (RFC 9457) with our extensions.
package struct ProblemBody: Codable, Equatable, Sendable {
    /// Always `about:blank`: `code` says which problem it is (RFC 9457 §4.2.1).
    package var type: String
    /// The phrase of the status.
    package var title: String
    package var status: Int
    /// What is wrong with this request, for people.
    package var detail: String
    /// Stable, kebab-case, for programs.
    package var code: String
    /// Whether the same request may succeed later.
    package var retryable: Bool
    /// The member of the body, or the parameter, that was refused.
    package var field: String?
    /// The limit that was passed, in bytes.
    package var limit: Int?
    /// With `metadata-too-large`: how many it would have been.
    package var bytes: Int?
    /// With `metadata-too-large`: how many more the present metadata leaves room for.
    package var left: Int?
    /// The names that were refused.
    package var members: [String]?
    /// With `delivery-failed`: the message's id.
    package var id: String?
    /// With `delivery-failed`: what became of every copy.
    package var results: [RecipientResultBody]?
    /// With `join-failed`: what became of every address.
    package var addresses: [JoinResultBody]?

    package init(
        type: String = "about:blank",
        title: String,
        status: Int,
        detail: String,
        code: String,
        retryable: Bool,
        field: String? = nil,
        limit: Int? = nil,
        bytes: Int? = nil,
        left: Int? = nil,
        members: [String]? = nil,
        id: String? = nil,
        results: [RecipientResultBody]? = nil,
        addresses: [JoinResultBody]? = nil
    ) {
        self.type = type
        self.title = title
        self.status = status
        self.detail = detail
        self.code = code
        self.retryable = retryable
        self.field = field
        self.limit = limit
        self.bytes = bytes
        self.left = left
        self.members = members
        self.id = id
        self.results = results
        self.addresses = addresses
    }
}
