// SPDX-License-Identifier: Apache-2.0

/// What a request asks for (RFC 9110 §9); case-sensitive.
package enum HTTPMethod: Hashable, Sendable {
    case get, head, post, put, patch, delete, options
    /// A token that is none of the above, as it was sent.
    case other(String)

    package init(_ name: String) {
        self =
            switch name {
            case "GET": .get
            case "HEAD": .head
            case "POST": .post
            case "PUT": .put
            case "PATCH": .patch
            case "DELETE": .delete
            case "OPTIONS": .options
            default: .other(name)
            }
    }

    /// The token on the wire.
    package var name: String {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .other(let name): name
        }
    }
}

extension HTTPMethod: CustomStringConvertible {
    package var description: String { name }
}
