// SPDX-License-Identifier: Apache-2.0

import Foundation
import Wire

/// The golden vectors, read from beside the tests.
enum Vectors {
    private struct Cases<Case: Decodable>: Decodable { let cases: [Case] }

    /// The cases of one file; keys in snake case become properties in camel case.
    static func cases<Case: Decodable>(_ file: String, as type: Case.Type) throws -> [Case] {
        try whole(file, as: Cases<Case>.self).cases
    }

    /// A file that has named lists instead of cases.
    static func whole<Content: Decodable>(_ file: String, as type: Content.Type) throws -> Content {
        let tests = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
        let url = tests.appendingPathComponent("Vectors/\(file).json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(contentsOf: url))
    }
}

/// Bytes written as lowercase hexadecimal.
struct Hex: Decodable, Equatable {
    let bytes: [UInt8]

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        bytes = try Self.parse(text)
    }

    static func parse(_ text: String) throws -> [UInt8] {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { throw BadHex() }
        return try stride(from: 0, to: digits.count, by: 2).map { index in
            let pair = String(decoding: digits[index...index + 1], as: UTF8.self)
            guard let byte = UInt8(pair, radix: 16) else { throw BadHex() }
            return byte
        }
    }

    struct BadHex: Error {}
}

/// One entry of a member table as the vectors write it.
struct TableEntry: Decodable, Equatable {
    let addr: String
    let incarnation: UInt32
    let meta: String
    let name: String
    let port: UInt16
    let state: String
    let suspicionTimer: Bool
    let vsn: [UInt8]
}
