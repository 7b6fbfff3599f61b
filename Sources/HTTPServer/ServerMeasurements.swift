// SPDX-License-Identifier: Apache-2.0

/// What the loops of a server have counted of requests, put together.
package struct ServerMeasurements: Equatable, Sendable {
    /// What is counted apart; all of it is one of few.
    package struct Kind: Hashable, Sendable {
        /// The pattern, as it was given to the router; `unmatched` when there is none for a path,
        /// and `malformed` for what is no request.
        package let route: String
        /// In capitals; `other` for what HTTP has no name for.
        package let method: String
        /// 0 when a server answers with so many statuses that not all are told apart.
        package let status: UInt16
    }

    /// How long the requests of one route took, from the moment that they were whole to their
    /// answer, or to its head where content follows for as long as it may.
    package struct Latencies: Equatable, Sendable {
        /// By `bounds`, each without those below it; the last has no bound.
        package var buckets = [UInt64](repeating: 0, count: bounds.count + 1)
        package var seconds = 0.0
    }

    /// Where the buckets of latencies end, in seconds.
    package static let bounds = RequestCounts.bounds.map { Double($0) / 1e9 }

    /// Requests that were answered; those of which there were none are left out.
    package private(set) var requests: [Kind: UInt64] = [:]
    /// By route, likewise.
    package private(set) var latencies: [String: Latencies] = [:]
    /// Requests that wait for their answer, parked ones included.
    package private(set) var inFlight = 0
    package private(set) var bytesReceived: UInt64 = 0
    package private(set) var bytesSent: UInt64 = 0

    /// Adds what a loop has counted of `routes`, by their numbers.
    mutating func add(_ counts: RequestCounts, routes: [String]) {
        inFlight += counts.inFlight
        bytesReceived &+= counts.bytesReceived
        bytesSent &+= counts.bytesSent
        for (place, count) in counts.answered.enumerated() where count > 0 {
            let (row, column) = place.quotientAndRemainder(dividingBy: RequestCounts.statusLimit)
            let (route, method) = row.quotientAndRemainder(
                dividingBy: RequestCounts.methods.count
            )
            let kind = Kind(
                route: routes[route],
                method: RequestCounts.methods[method],
                status: column < counts.statuses.count ? counts.statuses[column] : 0
            )
            requests[kind, default: 0] += count
        }
        let width = Self.bounds.count + 1
        for (route, name) in routes.enumerated() {
            let row = counts.latencies[route * width..<(route + 1) * width]
            guard row.contains(where: { $0 > 0 }) else { continue }
            var latencies = latencies[name] ?? Latencies()
            for (bucket, count) in row.enumerated() { latencies.buckets[bucket] += count }
            latencies.seconds += Double(counts.nanoseconds[route]) / 1e9
            self.latencies[name] = latencies
        }
    }
}
