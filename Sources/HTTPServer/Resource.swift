// SPDX-License-Identifier: Apache-2.0

import HTTP1

/// One path and what its methods do.
struct Resource: Sendable {
    /// The number of its pattern among those of the router.
    let route: Int
    private var handlers: [(method: HTTPMethod, group: RouteGroup, handler: Handler)] = []

    init(route: Int) { self.route = route }

    mutating func add(_ method: HTTPMethod, _ group: RouteGroup, _ handler: @escaping Handler) {
        handlers.removeAll { $0.method == method }
        handlers.append((method, group, handler))
    }

    /// What is offered here, as `Allow` says it: HEAD with GET, and OPTIONS always.
    var allow: [HTTPMethod] {
        var methods: [HTTPMethod] = []
        for (method, _, _) in handlers where !methods.contains(method) {
            methods.append(method)
            if method == .get, handler(for: .head) == nil { methods.append(.head) }
        }
        if !methods.contains(.options) { methods.append(.options) }
        return methods
    }

    func routing(_ method: HTTPMethod, parameters: [String: String]) -> Routing {
        if let (group, handler) = handler(for: method) {
            return .handler(handler, group: group, parameters: parameters)
        }
        switch method {
        case .head:
            guard let (group, handler) = handler(for: .get) else { break }
            return .handler(handler, group: group, parameters: parameters)
        case .options:
            return .options(allow: allow)
        default:
            break
        }
        return .methodNotAllowed(allow: allow)
    }

    private func handler(for method: HTTPMethod) -> (group: RouteGroup, handler: Handler)? {
        for entry in handlers where entry.method == method { return (entry.group, entry.handler) }
        return nil
    }
}
