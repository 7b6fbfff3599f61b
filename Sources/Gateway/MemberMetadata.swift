// SPDX-License-Identifier: Apache-2.0

import JSONText

/// A member's metadata, when it is a JSON object.
struct MemberMetadata {
    /// Deeper metadata is shown as bytes alone; ours.
    private static let maximumDepth = 16
    /// The longest `host:port` that is believed; ours.
    private static let maximumAddressBytes = 262

    /// The object without white space.
    let compact: [UInt8]
    /// Where the member says that its HTTP API listens (`"pingd":{"http":"host:port"}`).
    let http: String?

    /// `nil` when the bytes are anything but one strict JSON object.
    init?(_ bytes: [UInt8]) {
        guard bytes.contains(UInt8(ascii: "{")),
            let metadata = try? Self(reading: bytes)
        else { return nil }
        self = metadata
    }

    private init?(reading bytes: [UInt8]) throws(JSONError) {
        var reader = JSONReader(bytes, maximumDepth: Self.maximumDepth)
        guard try reader.kind() == .object else { return nil }
        let start = reader.offset
        var http: String?
        try reader.enterObject()
        while let key = try reader.nextKey() {
            if key == "pingd" {
                http = try Self.address(in: &reader)
            } else {
                try reader.skip()
            }
        }
        let end = reader.offset
        try reader.finish()
        compact = reader.compact(start..<end)
        self.http = http
    }

    private static func address(in reader: inout JSONReader) throws(JSONError) -> String? {
        guard try reader.kind() == .object else {
            try reader.skip()
            return nil
        }
        var address: String?
        try reader.enterObject()
        while let key = try reader.nextKey() {
            if key == "http", try reader.kind() == .string {
                let text = try reader.string()
                address = isPlausible(text) ? text : nil
            } else {
                try reader.skip()
            }
        }
        return address
    }

    private static func isPlausible(_ address: String) -> Bool {
        (1...maximumAddressBytes).contains(address.utf8.count)
            && address.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// A tag as text: a string's characters, or a number, `true` or `false` as it is written.
    func tag(_ name: String) -> String? {
        var reader = JSONReader(compact, maximumDepth: Self.maximumDepth)
        return (try? Self.tag(name, in: &reader)) ?? nil
    }

    private static func tag(
        _ name: String,
        in reader: inout JSONReader
    ) throws(JSONError) -> String? {
        try reader.enterObject()
        while let key = try reader.nextKey() {
            guard key.utf8.elementsEqual(name.utf8) else {
                try reader.skip()
                continue
            }
            switch try reader.kind() {
            case .string: return try reader.string()
            case .number: return try reader.number().text
            case .bool: return try reader.bool() ? "true" : "false"
            case .null, .object, .array: return nil
            }
        }
        return nil
    }
}
