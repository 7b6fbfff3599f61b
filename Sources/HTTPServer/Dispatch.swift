// SPDX-License-Identifier: Apache-2.0

import HTTP1

/// What is to be done with a request, as far as its head tells.
///
/// One object, that goes with the request and is kept for a head that comes again.
final class Dispatch: Sendable {
    enum Step: Sendable {
        case respond(Response)
        case run(Handler)
        /// The body is not waited for.
        case pass(PassageHandler)
    }

    let head: RequestHead
    let step: Step
    /// The number that its route has with the router.
    let route: Int
    /// The path, percent-decoded once.
    let path: String
    let parameters: [String: String]
    let query: Query
    /// The client's own `X-Request-Id`, if it is one.
    let requestID: String?

    /// Decodes, routes and admits.
    init(_ head: RequestHead, router: Router) {
        self.head = head
        requestID = RequestIDGenerator.accepted(head.fields["X-Request-Id"])
        let raw = head.path
        let (number, routing) = router.route(head.method, raw)
        // What is handed on is not read here.
        let decoded = Self.decoded(raw) ?? (routing.isPassage ? raw : nil)
        route = decoded == nil ? Router.unmatched : number
        let parsed = Self.query(head)
        path = decoded ?? raw
        query = parsed ?? Query()
        parameters = routing.parameters
        guard let decoded else {
            step = .respond(router.problem(.badRequest(sentence: Self.badPath)))
            return
        }
        let info = RequestHeadInfo(
            method: head.method,
            path: decoded,
            fields: head.fields,
            group: routing.group
        )
        if let refusal = router.admission(info) {
            step = .respond(refusal)
            return
        }
        switch routing {
        case .notFound:
            step = .respond(router.problem(.notFound(path: decoded)))
        case .methodNotAllowed(let allow):
            let problem = ServerProblem.methodNotAllowed(method: head.method, allow: allow)
            step = .respond(Self.allowing(allow, router.problem(problem)))
        case .options(let allow):
            step = .respond(Self.allowing(allow, Response(.noContent)))
        case .handler(let handler, _, _):
            if parsed == nil {
                step = .respond(router.problem(.badRequest(sentence: Self.badQuery)))
            } else {
                step = .run(handler)
            }
        case .passage(let handler, _, _):
            step = .pass(handler)
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
