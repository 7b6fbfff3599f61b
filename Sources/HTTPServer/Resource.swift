// SPDX-License-Identifier: Apache-2.0

import HTTP1

/// One path and what its methods do.
struct Resource: Sendable {
    private struct Offer {
        let method: HTTPMethod
        let group: RouteGroup
        let handler: Handler
    }

    /// The number of its pattern among those of the router.
    let route: Int
    private var offers: [Offer] = []
    /// What takes every method for which there is no offer.
    private var passage: (group: RouteGroup, handler: PassageHandler)?

    init(route: Int) { self.route = route }

    mutating func add(_ method: HTTPMethod, _ group: RouteGroup, _ handler: @escaping Handler) {
        offers.removeAll { $0.method == method }
        offers.append(Offer(method: method, group: group, handler: handler))
    }

    mutating func pass(_ group: RouteGroup, _ handler: @escaping PassageHandler) {
        passage = (group, handler)
    }

    /// What is offered here, as `Allow` says it: HEAD with GET, and OPTIONS always.
    var allow: [HTTPMethod] {
        var methods: [HTTPMethod] = []
        for method in offers.map(\.method) where !methods.contains(method) {
            methods.append(method)
            if method == .get, offer(for: .head) == nil { methods.append(.head) }
        }
        if !methods.contains(.options) { methods.append(.options) }
        return methods
    }

    func routing(_ method: HTTPMethod, parameters: [String: String]) -> Routing {
        if let offer = offer(for: method) {
            return .handler(offer.handler, group: offer.group, parameters: parameters)
        }
        if let (group, handler) = passage {
            return .passage(handler, group: group, parameters: parameters)
        }
        switch method {
        case .head:
            guard let offer = offer(for: .get) else { break }
            return .handler(offer.handler, group: offer.group, parameters: parameters)
        case .options:
            return .options(allow: allow)
        default:
            break
        }
        return .methodNotAllowed(allow: allow)
    }

    private func offer(for method: HTTPMethod) -> Offer? {
        offers.first { $0.method == method }
    }
}
