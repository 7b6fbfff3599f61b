// SPDX-License-Identifier: Apache-2.0

import Wire

/// Where members lived that were declared dead and have not been heard of since.
///
/// A partition looks like this from either side, and may outlast every timer by which the dead are
/// forgotten; so their addresses are kept longer than they are. Who left by its own word is not
/// among them.
struct Departed: Equatable, Sendable {
    /// Past it, the one that has been here longest makes room.
    static let limit = 1_024

    private var endpoints: [MemberName: Endpoint] = [:]
    /// In the order in which they are tried; the first is next.
    private var order: [MemberName] = []

    var isEmpty: Bool { endpoints.isEmpty }
    var count: Int { endpoints.count }

    mutating func remember(_ name: MemberName, at endpoint: Endpoint) {
        if endpoints.updateValue(endpoint, forKey: name) == nil { order.append(name) }
        if order.count > Self.limit { endpoints[order.removeFirst()] = nil }
    }

    /// It lives, or has left for good.
    mutating func forget(_ name: MemberName) {
        guard !endpoints.isEmpty, endpoints.removeValue(forKey: name) != nil else { return }
        order.removeAll { $0 == name }
    }

    /// Whose turn it is; afterwards it is last in the row.
    mutating func next() -> Endpoint? {
        guard let name = order.first else { return nil }
        order.append(order.removeFirst())
        return endpoints[name]
    }

    /// What must hold between any two calls.
    func checkInvariants() {
        precondition(order.count == endpoints.count, "\(order.count) of \(endpoints.count) in row")
        precondition(order.count <= Self.limit, "\(order.count) departed, limit \(Self.limit)")
    }
}
