// SPDX-License-Identifier: Apache-2.0

/// The head of a request that travels between two nodes.
package struct RelayedRequest: Equatable, Sendable {
    package var method: HTTPMethod
    /// A path, with its query, as they were sent.
    package var target: String
    package var fields: HeaderFields
    package var length: ClientRequest.Length
    /// Whether the client waits to be told before it sends the body.
    package var expectsContinue: Bool

    package init(
        _ method: HTTPMethod,
        _ target: String,
        fields: HeaderFields,
        length: ClientRequest.Length = .none,
        expectsContinue: Bool = false
    ) {
        self.method = method
        self.target = target
        self.fields = fields
        self.length = length
        self.expectsContinue = expectsContinue
    }
}

/// The head of a response that travels between two nodes.
package struct RelayedResponse: Equatable, Sendable {
    package var status: HTTPStatus
    package var fields: HeaderFields
    /// Bytes of the content, when that is known; of an answer to HEAD, what GET would get.
    package var length: Int?

    package init(_ status: HTTPStatus, fields: HeaderFields, length: Int? = nil) {
        self.status = status
        self.fields = fields
        self.length = length
    }
}

/// Why the node beside an application answers in its place.
package struct RelayRefusal: Equatable, Sendable {
    package enum Code: UInt8, CaseIterable, Sendable {
        /// There is no application.
        case noUpstream = 1
        /// The method or the path is not among those that are let through.
        case notAllowed = 2
        /// No connection to the application could be made.
        case unreachable = 3
        /// The application was late.
        case timeout = 4
        /// The application gave no answer that can be handed on.
        case broken = 5
        /// Too many requests are under way.
        case overloaded = 6
        /// The request cannot be sent on.
        case invalidRequest = 7
    }

    package let code: Code
    /// One sentence for people, of at most `sentenceBytes`.
    package let sentence: String

    package static let sentenceBytes = 1_024

    /// Of a longer sentence the beginning is kept, in whole characters.
    package init(_ code: Code, _ sentence: String) {
        self.code = code
        var bytes = 0
        let kept = sentence.prefix {
            bytes += $0.utf8.count
            return bytes <= Self.sentenceBytes
        }
        self.sentence = String(kept)
    }
}
