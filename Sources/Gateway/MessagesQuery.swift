// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTPServer

/// What `GET /messages` is asked for.
struct MessagesQuery: Equatable, Sendable {
    static let limits = 1...1_000
    static let names = ["after", "limit", "wait", "key"]

    /// Only messages with a higher number.
    var after: UInt64?
    /// Messages in one answer.
    var limit = 100
    /// How long to wait when there is none.
    var wait: Duration = .zero
    /// Only messages of the ping/pong game with this key.
    var key: String?

    init(_ query: Query) throws(GatewayError) {
        for pair in query.pairs {
            guard Self.names.contains(pair.name) else {
                throw .unknownParameter(pair.name)
            }
        }
        after = try query.single("after").map { text throws(GatewayError) in
            try SequenceNumber.read(text, field: "after")
        }
        if let limit = try Self.limit(query) { self.limit = limit }
        if let text = try query.single("wait") { wait = try WaitTime.read(text) }
        key = try query.single("key")
    }

    /// Messages in one answer, where that is said.
    static func limit(_ query: Query) throws(GatewayError) -> Int? {
        guard let text = try query.single("limit") else { return nil }
        guard let limit = Int(digits: text), limits.contains(limit) else {
            throw .invalidRequest(
                field: "limit",
                reason: "limit must be a whole number from \(limits.lowerBound) to "
                    + "\(limits.upperBound)."
            )
        }
        return limit
    }
}
