// SPDX-License-Identifier: Apache-2.0

import HTTP1

/// What is to be done with a request, as far as its head tells.
///
/// `route` is the number that its route has with the router.
enum Dispatch {
    case respond(Response, route: Int)
    case run(
        Handler,
        route: Int,
        path: String,
        parameters: [String: String],
        query: Query
    )

    /// Decodes, routes and admits.
    init(_ head: RequestHead, router: Router) {
        let raw = head.path
        guard let path = Self.decoded(raw) else {
            let problem = router.problem(.badRequest(sentence: Self.badPath))
            self = .respond(problem, route: Router.unmatched)
            return
        }
        let (route, routing) = router.route(head.method, raw)
        let info = RequestHeadInfo(
            method: head.method,
            path: path,
            fields: head.fields,
            group: routing.group
        )
        if let refusal = router.admission(info) {
            self = .respond(refusal, route: route)
            return
        }
        switch routing {
        case .notFound:
            self = .respond(router.problem(.notFound(path: path)), route: route)
        case .methodNotAllowed(let allow):
            let problem = ServerProblem.methodNotAllowed(method: head.method, allow: allow)
            self = .respond(Self.allowing(allow, router.problem(problem)), route: route)
        case .options(let allow):
            self = .respond(Self.allowing(allow, Response(.noContent)), route: route)
        case .handler(let handler, _, let parameters):
            guard let query = Self.query(head) else {
                let problem = router.problem(.badRequest(sentence: Self.badQuery))
                self = .respond(problem, route: route)
                return
            }
            self = .run(
                handler,
                route: route,
                path: path,
                parameters: parameters,
                query: query
            )
        }
    }

    private static let badPath =
        "The path is not percent-encoded UTF-8 or holds a control character."
    private static let badQuery = "The query is not percent-encoded UTF-8."

    private static func decoded(_ raw: String) -> String? {
        guard let path = PercentDecoding.decode(raw[...].utf8),
            path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { return nil }
        return path
    }

    private static func query(_ head: RequestHead) -> Query? {
        guard let raw = head.query else { return Query() }
        return Query(parsing: raw)
    }

    private static func allowing(_ methods: [HTTPMethod], _ response: Response) -> Response {
        var response = response
        response.fields.set("Allow", methods.map(\.name).joined(separator: ", "))
        return response
    }
}
