// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One case of `HTTP1Tests/Vectors`; the README there says how they are written.
package struct Vector: CustomStringConvertible, Sendable {
    package let file: String
    package let title: String
    package let request: [UInt8]
    /// The lines of the events block.
    package let events: [String]
    /// What a client sees of a server with routes, where that is not what the machine says.
    package private(set) var served: String?

    package var description: String { "\(file): \(title)" }

    package static let all: [Vector] = {
        let directory = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "HTTP1Tests/Vectors")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        return names.filter { $0.hasSuffix(".md") && $0 != "README.md" }.sorted().flatMap {
            let text = try? String(contentsOf: directory.appending(path: $0), encoding: .utf8)
            return read(text ?? "", file: $0)
        }
    }()

    private static func read(_ text: String, file: String) -> [Vector] {
        var vectors: [Vector] = []
        var title = ""
        var request: [String] = []
        var block: [String]?
        var kind = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("## ") { title = String(line.dropFirst(3)) }
            guard line.hasPrefix("```") else {
                block?.append(line)
                continue
            }
            guard let lines = block else {
                block = []
                kind = String(line.dropFirst(3))
                continue
            }
            block = nil
            switch kind {
            case "request": request = lines
            case "served": vectors[vectors.count - 1].served = lines.first
            default:
                vectors.append(
                    Vector(file: file, title: title, request: bytes(request), events: lines)
                )
            }
        }
        return vectors
    }

    private static func bytes(_ lines: [String]) -> [UInt8] {
        lines.flatMap { line -> [UInt8] in
            let isJoined = line.hasSuffix("\\") && !line.hasSuffix("\\\\")
            return unescaped(Array((isJoined ? String(line.dropLast()) : line).utf8)[...])
                + (isJoined ? [] : Array("\r\n".utf8))
        }
    }

    private static func unescaped(_ line: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = line
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "0"): bytes.append(0)
            case UInt8(ascii: "x"):
                bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)!)
                rest = rest.dropFirst(2)
            case UInt8(ascii: "*"): bytes += repeated(&rest)
            default: bytes.append(UInt8(ascii: "\\"))
            }
        }
        return bytes
    }

    /// What stands behind `\*`: `N{TEXT}`.
    private static func repeated(_ rest: inout ArraySlice<UInt8>) -> [UInt8] {
        let digits = rest.prefix { $0 != UInt8(ascii: "{") }
        let text = rest.dropFirst(digits.count + 1).prefix { $0 != UInt8(ascii: "}") }
        rest = rest.dropFirst(digits.count + text.count + 2)
        let count = Int(String(decoding: digits, as: UTF8.self))!
        return Array(repeatElement(unescaped(text), count: count).joined())
    }
}
