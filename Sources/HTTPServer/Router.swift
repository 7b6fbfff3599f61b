// SPDX-License-Identifier: Apache-2.0

package import HTTP1

/// Which handler answers which method of which path.
///
/// Paths are matched segment by segment before they are decoded, so that an encoded slash never
/// makes a new segment; dot segments have no meaning. An exact path goes before a pattern, and
/// patterns are tried in the order they were added.
package struct Router: Sendable {
    private var exact: [String: Resource] = [:]
    private var patterns: [(pattern: PathPattern, resource: Resource)] = []

    /// The patterns, by the numbers under which their requests are counted.
    private(set) var routeNames = ["unmatched", "malformed"]
    /// The number of what no pattern matches, and of what is no request.
    static let unmatched = 0
    static let malformed = 1

    /// Renders every error of the server itself; the default is one line of plain text.
    package var problem: @Sendable (ServerProblem) -> Response = Router.plainText

    /// Called when the route is known and before a body is read; a response here refuses the
    /// request, and what it would have carried is dropped or the connection closed.
    ///
    /// Must follow from the head alone, as long as `admissionVersion` gives the same: a head that
    /// was admitted and comes again is not judged again.
    package var admission: @Sendable (RequestHeadInfo) -> Response? = { _ in nil }

    /// Gives another number once what `admission` admits has changed.
    package var admissionVersion: @Sendable () -> UInt64 = { 0 }

    package init() {}

    /// Answers `method` at `pattern` with `handler`, for those who may use `group`.
    ///
    /// A pattern is a path whose segments may be `{name}`, which match anything but nothing.
    /// HEAD is answered by GET's handler and OPTIONS by the router, unless they are given one.
    package mutating func on(
        _ method: HTTPMethod,
        _ pattern: String,
        for group: RouteGroup,
        _ handler: @escaping Handler
    ) {
        change(pattern) { $0.add(method, group, handler) }
    }

    /// Answers every method at `pattern`, whatever its body and its answer are, with `handler`.
    ///
    /// The last segment of the pattern may be `{name...}`, which matches one segment and all that
    /// follow, as they were sent.
    package mutating func onPassage(
        _ pattern: String,
        for group: RouteGroup,
        _ handler: @escaping PassageHandler
    ) {
        change(pattern) { $0.pass(group, handler) }
    }

    private mutating func change(_ pattern: String, _ change: (inout Resource) -> Void) {
        let parsed = PathPattern(pattern)
        let route = number(of: pattern)
        if parsed.isLiteral { change(&exact[pattern, default: Resource(route: route)]) }
        // Literal paths are patterns too: percent-encoding may hide them from the dictionary.
        if let index = patterns.firstIndex(where: { $0.pattern == parsed }) {
            change(&patterns[index].resource)
        } else {
            var resource = Resource(route: route)
            change(&resource)
            let place = parsed.isLiteral ? 0 : patterns.count
            patterns.insert((parsed, resource), at: place)
        }
    }

    private mutating func number(of pattern: String) -> Int {
        if let number = routeNames.firstIndex(of: pattern) { return number }
        routeNames.append(pattern)
        return routeNames.count - 1
    }

    /// What is to become of a request for `rawPath`, as it was sent, and the number of its route.
    func route(_ method: HTTPMethod, _ rawPath: String) -> (number: Int, Routing) {
        if let resource = exact[rawPath] {
            return (resource.route, resource.routing(method, parameters: [:]))
        }
        if rawPath == "*" { return (Self.unmatched, .options(allow: everyMethod)) }
        let parts = PathPattern.parts(of: rawPath)
        for index in patterns.indices {
            guard let parameters = patterns[index].pattern.match(parts) else { continue }
            let resource = patterns[index].resource
            return (resource.route, resource.routing(method, parameters: parameters))
        }
        return (Self.unmatched, .notFound)
    }

    /// What `OPTIONS *` is answered with.
    private var everyMethod: [HTTPMethod] {
        var methods: [HTTPMethod] = []
        for method in patterns.flatMap(\.resource.allow) where !methods.contains(method) {
            methods.append(method)
        }
        return methods
    }

    private static let plainText: @Sendable (ServerProblem) -> Response = { problem in
        Response(
            problem.status,
            fields: ["Content-Type": "text/plain; charset=utf-8"],
            body: Array("\(problem.sentence)\n".utf8)
        )
    }
}
