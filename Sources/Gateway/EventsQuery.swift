// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import Messaging

/// What `GET /events` is asked for.
struct EventsQuery: Equatable, Sendable {
    /// The number of the last event that the reader has seen.
    var after: UInt64?
    var types = EventTypes.all

    /// A browser that comes back says `Last-Event-ID`, which then counts more than the parameter of
    /// the address that it came with first.
    init(_ query: Query, _ fields: HeaderFields) throws(GatewayError) {
        for pair in query.pairs where !["after", "types"].contains(pair.name) {
            throw .unknownParameter(pair.name)
        }
        after = try query.single("after").map { text throws(GatewayError) in
            try SequenceNumber.read(text, field: "after")
        }
        // An empty one is what a reader says that has seen no number yet.
        for text in fields.values(of: "Last-Event-ID") where !text.isEmpty {
            after = try SequenceNumber.read(text, field: "Last-Event-ID")
        }
        let lists = query.all("types")
        guard !lists.isEmpty else { return }
        types = []
        for name in lists.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
            guard let type = EventType(rawValue: String(name)) else {
                let known = EventType.allCases.map(\.rawValue).joined(separator: ", ")
                throw .invalidRequest(
                    field: "types",
                    reason: "There is no type of event \"\(name)\"; there are \(known)."
                )
            }
            types.insert(EventTypes(type))
        }
    }
}
