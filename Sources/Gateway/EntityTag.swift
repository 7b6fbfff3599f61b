// SPDX-License-Identifier: Apache-2.0

import HTTP1

/// The strong validator of a member list: its version in quotation marks (RFC 9110 §8.8.3).
enum EntityTag {
    static func text(of version: UInt64) -> String { "\"\(version)\"" }

    /// Whether an `If-None-Match` names this version, so that the client's copy is still good
    /// (RFC 9110 §13.1.2; the comparison is weak).
    static func isFresh(_ fields: HeaderFields, version: UInt64) -> Bool {
        guard fields.contains("If-None-Match") else { return false }
        return isFresh(fields, tag: text(of: version))
    }

    /// The same for any strong validator, quotation marks included.
    static func isFresh(_ fields: HeaderFields, tag current: String) -> Bool {
        for field in fields.values(of: "If-None-Match") {
            for candidate in field.split(separator: ",") {
                var tag = candidate.drop { $0 == " " || $0 == "\t" }
                while tag.last == " " || tag.last == "\t" { tag.removeLast() }
                if tag.hasPrefix("W/") { tag = tag.dropFirst(2) }
                if tag == "*" || tag == current[...] { return true }
            }
        }
        return false
    }
}
