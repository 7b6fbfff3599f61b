// SPDX-License-Identifier: Apache-2.0

import Determinism
import HTTP1

/// Counts the requests of one loop: plain numbers at places that are computed, touched by the
/// loop's thread alone, so that a request costs some additions and one look at the clock.
///
/// The numbers are memory of its own, not properties: those are looked after at each access, which
/// would cost more than the counting. A scrape has each loop hand out a copy; see
/// `Server.measure(completion:)`.
final class RequestCounter {
    /// A request on its way to its answer.
    struct Measured {
        fileprivate let route: Int
        fileprivate let method: Int
        fileprivate let began: Instant
    }

    private enum Total: Int, CaseIterable {
        case inFlight, received, sent
    }

    private static let noPlace = UInt8.max

    private let bounds: UnsafeMutableBufferPointer<Int64>
    private let answered: UnsafeMutableBufferPointer<UInt64>
    private let latencies: UnsafeMutableBufferPointer<UInt64>
    private let nanoseconds: UnsafeMutableBufferPointer<UInt64>
    private let totals: UnsafeMutableBufferPointer<UInt64>
    /// Where the status 100 + index is counted.
    private let places: UnsafeMutableBufferPointer<UInt8>
    /// The statuses in their places.
    private var statuses: [UInt16] = []

    /// For routes with numbers below `routes`.
    init(routes: Int) {
        let rows = routes * RequestCounts.methods.count
        answered = Self.zeros(rows * RequestCounts.statusLimit)
        latencies = Self.zeros(routes * (RequestCounts.bounds.count + 1))
        nanoseconds = Self.zeros(routes)
        totals = Self.zeros(Total.allCases.count)
        places = .allocate(capacity: 500)
        places.initialize(repeating: Self.noPlace)
        bounds = .allocate(capacity: RequestCounts.bounds.count)
        _ = bounds.initialize(from: RequestCounts.bounds)
    }

    deinit {
        for numbers in [answered, latencies, nanoseconds, totals] { numbers.deallocate() }
        places.deallocate()
        bounds.deallocate()
    }

    private static func zeros(_ count: Int) -> UnsafeMutableBufferPointer<UInt64> {
        let numbers = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: count)
        numbers.initialize(repeating: 0)
        return numbers
    }

    /// What was counted until now.
    var counts: RequestCounts {
        RequestCounts(
            answered: Array(answered),
            latencies: Array(latencies),
            nanoseconds: Array(nanoseconds),
            statuses: statuses,
            inFlight: Int(totals[Total.inFlight.rawValue]),
            bytesReceived: totals[Total.received.rawValue],
            bytesSent: totals[Total.sent.rawValue]
        )
    }

    func received(_ bytes: Int) { totals[Total.received.rawValue] &+= UInt64(bytes) }

    func sent(_ bytes: Int) { totals[Total.sent.rawValue] &+= UInt64(bytes) }

    /// A request is there, whole; `method` is `nil` for what is no request.
    func begin(_ route: Int, _ method: HTTPMethod?, at now: Instant) -> Measured {
        totals[Total.inFlight.rawValue] &+= 1
        return Measured(route: route, method: Self.place(of: method), began: now)
    }

    func end(_ request: Measured, _ status: HTTPStatus, at now: Instant) {
        totals[Total.inFlight.rawValue] &-= 1
        let row = (request.route * RequestCounts.methods.count + request.method)
        answered[row * RequestCounts.statusLimit + place(of: status)] &+= 1
        let taken = max(0, now.nanoseconds &- request.began.nanoseconds)
        var bucket = 0
        while bucket < bounds.count, taken > bounds[bucket] { bucket += 1 }
        latencies[request.route * (bounds.count + 1) + bucket] &+= 1
        nanoseconds[request.route] &+= UInt64(taken)
    }

    /// Its client has gone without an answer.
    func abandon(_ request: Measured) { totals[Total.inFlight.rawValue] &-= 1 }

    private func place(of status: HTTPStatus) -> Int {
        let index = Int(status.code) - 100
        if places[index] == Self.noPlace {
            let place = min(statuses.count, RequestCounts.statusLimit - 1)
            if place < RequestCounts.statusLimit - 1 { statuses.append(status.code) }
            places[index] = UInt8(place)
        }
        return Int(places[index])
    }

    private static func place(of method: HTTPMethod?) -> Int {
        switch method {
        case .get: 0
        case .head: 1
        case .post: 2
        case .put: 3
        case .patch: 4
        case .delete: 5
        case .options: 6
        case .other, nil: 7
        }
    }
}
