// SPDX-License-Identifier: Apache-2.0

import HTTP1

/// What the router found for a request.
enum Routing {
    case handler(Handler, group: RouteGroup, parameters: [String: String])
    /// For a handler that does not wait for the body.
    case passage(PassageHandler, group: RouteGroup, parameters: [String: String])
    case notFound
    case methodNotAllowed(allow: [HTTPMethod])
    /// OPTIONS, for which nobody gave a handler.
    case options(allow: [HTTPMethod])

    /// What the pattern's names matched.
    var parameters: [String: String] {
        switch self {
        case .handler(_, _, let parameters), .passage(_, _, let parameters): parameters
        case .notFound, .methodNotAllowed, .options: [:]
        }
    }

    /// That of the route; `nil` where there is none.
    var group: RouteGroup? {
        switch self {
        case .handler(_, let group, _), .passage(_, let group, _): group
        case .notFound, .methodNotAllowed, .options: nil
        }
    }

    var isPassage: Bool {
        if case .passage = self { true } else { false }
    }
}
