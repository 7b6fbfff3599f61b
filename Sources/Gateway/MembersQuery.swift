// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import HTTPServer

/// What `GET /members` is asked for.
struct MembersQuery: Equatable, Sendable {
    var filter = MemberFilter.all
    /// Answer when the version exceeds this.
    var after: UInt64?
    /// How long to wait for that.
    var wait: Duration = .zero

    init(_ query: Query) throws(GatewayError) {
        var given: Set<String> = []
        for pair in query.pairs {
            switch pair.name {
            case "after", "wait":
                guard given.insert(pair.name).inserted else {
                    throw .invalidRequest(
                        field: pair.name,
                        reason: "\(pair.name) is given twice."
                    )
                }
                if pair.name == "after" {
                    after = try Self.version(pair.value)
                } else {
                    wait = try WaitTime.read(pair.value)
                }
            default:
                guard try filter.take(pair) else { throw .unknownParameter(pair.name) }
            }
        }
        guard after != nil || !given.contains("wait") else {
            throw .invalidRequest(
                field: "wait",
                reason: "wait needs after: the version to wait beyond."
            )
        }
    }

    private static func version(_ text: String) throws(GatewayError) -> UInt64 {
        guard let version = UInt64(text), text.utf8.first != UInt8(ascii: "+"),
            text.utf8.first != UInt8(ascii: "-")
        else {
            throw .invalidRequest(
                field: "after",
                reason: "after must be a version: a whole number from 0 to 18446744073709551615."
            )
        }
        return version
    }
}

extension GatewayError {
    /// A misspelt parameter must not silently mean something else.
    static func unknownParameter(_ name: String) -> GatewayError {
        .invalidRequest(field: name, reason: "There is no parameter \"\(name)\" here.")
    }
}
