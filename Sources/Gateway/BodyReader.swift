// SPDX-License-Identifier: Apache-2.0

import JSONText
import Memberlist

/// Reads the members of a JSON object in a request's body; every refusal names the member.
struct BodyReader {
    /// Arrays and objects open at once in a body; ours.
    static let maximumDepth = 64
    /// How much of a refused number is shown; ours.
    private static let shownCharacters = 40

    private var reader: JSONReader
    private let length: Int

    /// Enters the object.
    init(_ body: [UInt8]) throws(GatewayError) {
        guard !body.isEmpty else {
            throw .invalidRequest(
                field: nil,
                reason: "The body is empty; a JSON object is expected."
            )
        }
        reader = JSONReader(body, maximumDepth: Self.maximumDepth)
        length = body.count
        let kind = try take { reader throws(JSONError) in try reader.kind() }
        guard kind == .object else {
            throw .invalidRequest(
                field: nil,
                reason: "The body must be a JSON object, not \(kind.phrase)."
            )
        }
        try take { reader throws(JSONError) in try reader.enterObject() }
    }

    /// A body that is one JSON object, whatever is in it.
    static func object(_ body: [UInt8], maximumDepth: Int) throws(GatewayError) -> JSONTree {
        do throws(JSONError) {
            var reader = JSONReader(body, maximumDepth: maximumDepth)
            let tree = try JSONTree(in: &reader)
            try reader.finish()
            if case .object = tree { return tree }
        } catch {
            throw refusal(of: error, in: body.count)
        }
        throw .invalidRequest(field: nil, reason: "The body must be a JSON object.")
    }

    /// The name of the next member, whose value must be taken; `nil` at the end of the body.
    mutating func nextName() throws(GatewayError) -> String? {
        if let name = try take({ reader throws(JSONError) in try reader.nextKey() }) {
            return name
        }
        try take { reader throws(JSONError) in try reader.finish() }
        return nil
    }

    mutating func string(_ field: String) throws(GatewayError) -> String {
        try expect(.string, field, "a string")
        return try take { reader throws(JSONError) in try reader.string() }
    }

    mutating func bool(_ field: String) throws(GatewayError) -> Bool {
        try expect(.bool, field, "true or false")
        return try take { reader throws(JSONError) in try reader.bool() }
    }

    mutating func unsigned(_ field: String) throws(GatewayError) -> UInt64 {
        let wanted: StaticString = "a whole number from 0 to 18446744073709551615"
        try expect(.number, field, wanted)
        let number = try take { reader throws(JSONError) in try reader.number() }
        guard let value = number.unsigned else {
            let shown = number.text.prefix(Self.shownCharacters)
            throw .invalidRequest(field: field, reason: "\(field) must be \(wanted), not \(shown).")
        }
        return value
    }

    /// An array of whole numbers.
    mutating func numbers(_ field: String, atMost limit: Int) throws(GatewayError) -> [UInt64] {
        try expect(.array, field, "an array of whole numbers")
        try take { reader throws(JSONError) in try reader.enterArray() }
        var numbers: [UInt64] = []
        while try take({ reader throws(JSONError) in try reader.nextElement() }) {
            guard numbers.count < limit else {
                throw .invalidRequest(
                    field: field,
                    reason: "\(field) has more than \(limit) numbers; send them in pieces."
                )
            }
            numbers.append(try unsigned(field))
        }
        return numbers
    }

    /// A name, or an array of them that is not empty; or `{"owner":"key"}`.
    mutating func recipients(_ field: String) throws(GatewayError) -> SendRecipients {
        guard try kind() == .object else {
            let names = try strings(
                field,
                of: "a name, an array of names, or an object with owner",
                ifEmpty: "leave it out to reach every other member."
            )
            return .members(.named(names))
        }
        try take { reader throws(JSONError) in try reader.enterObject() }
        var key: String?
        while let name = try take({ reader throws(JSONError) in try reader.nextKey() }) {
            guard name == "owner" else {
                throw .invalidRequest(
                    field: field,
                    reason: "There is no member \"\(name)\" in \(field); owner is the only one."
                )
            }
            try expect(.string, "owner", "a string")
            key = try take { reader throws(JSONError) in try reader.string() }
        }
        guard let key, !key.isEmpty else {
            throw .invalidRequest(field: field, reason: "\(field) names no key: {\"owner\":\"…\"}.")
        }
        return .owner(of: key)
    }

    /// A string, or an array of them that is not empty; none is empty.
    mutating func strings(
        _ field: String,
        of wanted: StaticString,
        ifEmpty hint: String
    ) throws(GatewayError) -> [String] {
        guard try kind() == .array else { return [try name(field, wanted)] }
        var names: [String] = []
        try take { reader throws(JSONError) in try reader.enterArray() }
        while try take({ reader throws(JSONError) in try reader.nextElement() }) {
            names.append(try name(field, wanted))
        }
        guard !names.isEmpty else {
            throw .invalidRequest(
                field: field,
                reason: "\(field) is an empty array; \(hint)"
            )
        }
        return names
    }

    /// A value of any kind, without white space.
    mutating func compactValue() throws(GatewayError) -> [UInt8] {
        try take { reader throws(JSONError) in reader.compact(try reader.skip()) }
    }

    private mutating func name(
        _ field: String,
        _ wanted: StaticString
    ) throws(GatewayError) -> String {
        try expect(.string, field, wanted)
        let name = try take { reader throws(JSONError) in try reader.string() }
        guard !name.isEmpty else {
            throw .invalidRequest(field: field, reason: "\(field) holds an empty name.")
        }
        return name
    }

    private mutating func kind() throws(GatewayError) -> JSONKind {
        try take { reader throws(JSONError) in try reader.kind() }
    }

    private mutating func expect(
        _ expected: JSONKind,
        _ field: String,
        _ wanted: StaticString
    ) throws(GatewayError) {
        let kind = try kind()
        guard kind == expected else {
            throw .invalidRequest(
                field: field,
                reason: "\(field) must be \(wanted), not \(kind.phrase)."
            )
        }
    }

    private mutating func take<Value>(
        _ step: (inout JSONReader) throws(JSONError) -> Value
    ) throws(GatewayError) -> Value {
        do {
            return try step(&reader)
        } catch {
            throw Self.refusal(of: error, in: length)
        }
    }

    private static func refusal(of error: JSONError, in length: Int) -> GatewayError {
        if error == .unexpectedEnd {
            let reason = "The body is not JSON: it ends too early, after \(length) bytes."
            return .invalidRequest(field: nil, reason: reason)
        }
        if case .duplicateKey(let key, _) = error {
            return .invalidRequest(field: key, reason: "In the body, \(error).")
        }
        return .invalidRequest(field: nil, reason: "The body is not JSON: \(error).")
    }
}
