// SPDX-License-Identifier: Apache-2.0

import HTTP1

/// What the router found for a request.
enum Routing {
    case handler(Handler, group: RouteGroup, parameters: [String: String])
    case notFound
    case methodNotAllowed(allow: [HTTPMethod])
    /// OPTIONS, for which nobody gave a handler.
    case options(allow: [HTTPMethod])

    /// What the pattern's names matched.
    var parameters: [String: String] {
        if case .handler(_, _, let parameters) = self { parameters } else { [:] }
    }

    /// That of the route; `nil` where there is none.
    var group: RouteGroup? {
        if case .handler(_, let group, _) = self { group } else { nil }
    }
}
