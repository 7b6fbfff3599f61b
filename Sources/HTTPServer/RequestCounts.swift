// SPDX-License-Identifier: Apache-2.0

/// What a `RequestCounter` had counted at one moment.
struct RequestCounts: Sendable {
    /// By the places that the counter gives them; all that nobody has a name for comes last.
    static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other"]
    /// Statuses that are told apart; any more are counted together, as 0.
    static let statusLimit = 32
    /// Where the buckets of latency end, in nanoseconds; the last has no end.
    static let bounds: [Int64] = [
        50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000, 10_000_000, 50_000_000,
        100_000_000, 1_000_000_000, 10_000_000_000, 60_000_000_000,
    ]

    /// Route by route, in these method by method, in these status by status.
    let answered: [UInt64]
    /// Route by route, bucket by bucket.
    let latencies: [UInt64]
    /// By route, all latencies together.
    let nanoseconds: [UInt64]
    /// The statuses in their places.
    let statuses: [UInt16]
    let inFlight: Int
    let bytesReceived: UInt64
    let bytesSent: UInt64
}
