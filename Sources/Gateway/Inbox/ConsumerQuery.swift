// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTPServer
import Journal

/// What a named consumer asks `GET /messages` for.
extension ConsumerDesk.Wanted {
    static let names = ["consumer", "lease", "start", "limit", "wait"]
    private static let leases = Duration.seconds(1) ... .seconds(3_600)

    /// `nil` when the request is no consumer's.
    init?(_ query: Query) throws(GatewayError) {
        guard let name = try query.single("consumer") else {
            for name in ["lease", "start"] where !query.all(name).isEmpty {
                throw .invalidRequest(
                    field: name,
                    reason: "\(name) belongs to a named consumer: add consumer=NAME."
                )
            }
            return nil
        }
        for name in query.names where !Self.names.contains(name) {
            guard MessagesQuery.names.contains(name) else { throw .unknownParameter(name) }
            throw .invalidRequest(
                field: name,
                reason: "\(name) does not go with consumer, which goes on where it was."
            )
        }
        self.init(consumer: try ConsumerName.read(name, field: "consumer"))
        if let limit = try MessagesQuery.limit(query) { self.limit = limit }
        if let text = try query.single("wait") { wait = try WaitTime.read(text) }
        if let text = try query.single("lease") { lease = try Self.lease(text) }
        switch try query.single("start") {
        case nil, "oldest": start = .oldest
        case "next": start = .next
        default: throw .invalidRequest(field: "start", reason: "start must be oldest or next.")
        }
    }

    private static func lease(_ text: String) throws(GatewayError) -> Duration {
        return try .read(text, field: "lease", in: leases, example: "30s")
    }
}

/// The name of a consumer: what a person can write.
enum ConsumerName {
    static let bytes = 1...255

    static func read(_ text: String, field: String) throws(GatewayError) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
        guard bytes.contains(text.utf8.count), isPlain else {
            throw .invalidRequest(
                field: field,
                reason: "\(field) must be a name of \(bytes.lowerBound) to \(bytes.upperBound) "
                    + "bytes without control characters."
            )
        }
        return text
    }
}
