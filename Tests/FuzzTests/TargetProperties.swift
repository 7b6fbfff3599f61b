// SPDX-License-Identifier: Apache-2.0

@testable import HTTP1

// scripts/fuzz compiles the few files of it that are meant, which need no socket.
#if canImport(HTTPServer)
    @testable import HTTPServer
#endif

/// A request target: what is let through is decoded once, strictly, and plays no tricks.
enum TargetProperties {
    /// Throws what does not hold for this input.
    static func check(_ input: UnsafeRawBufferPointer) throws(BrokenProperty) {
        let bytes = [UInt8](input)
        for method in ["GET", "OPTIONS"] {
            guard let head = head(method, bytes) else { continue }
            try checkPath(head.path, isWholeServer: head.path == "*")
            if let query = head.query { try checkQuery(query) }
        }
        // Routing must not depend on what the parser lets through.
        let text = String(decoding: bytes, as: UTF8.self)
        _ = PathPattern.parts(of: "/" + text)
        try checkDecoding("/" + text)
        try checkQuery(text)
    }

    private static func head(_ method: String, _ target: [UInt8]) -> RequestHead? {
        let bytes = Array("\(method) ".utf8) + target + Array(" HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        var parser = HeadParser()
        guard let progress = try? parser.advance(bytes.span, HTTPLimits()),
            case .complete(let head, let count) = progress, count == bytes.count
        else { return nil }
        return head
    }

    private static func checkPath(
        _ path: String,
        isWholeServer: Bool
    ) throws(BrokenProperty) {
        guard !isWholeServer else { return }
        try hold(path.utf8.first == UInt8(ascii: "/"), "the path \(path)")
        let isPlain = path.utf8.allSatisfy {
            $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#")
                && $0 != UInt8(ascii: "\\")
        }
        try hold(isPlain, "the path \(path)")
        try checkDecoding(path)
    }

    private static func checkDecoding(_ path: String) throws(BrokenProperty) {
        let decoded = PercentDecoding.decode(path[...].utf8)
        try hold(decoded.map { Array($0.utf8) } == plainDecoding(of: path), "decoded: \(path)")
        // A named segment is what stands between two slashes as they were sent.
        guard let parameters = PathPattern("/a/{x}").match(PathPattern.parts(of: path)) else {
            return
        }
        let slashes = path.utf8.count { $0 == UInt8(ascii: "/") }
        try hold(slashes == 2, "\(path) has \(slashes) slashes and two segments")
        try hold(parameters["x"]?.isEmpty == false, "a parameter that is empty")
        // Encoded whole, it is that segment again.
        let again = "/%61/" + encoded(parameters["x"] ?? "")
        try hold(
            PathPattern("/a/{x}").match(PathPattern.parts(of: again)) == parameters,
            "\(path) told on as \(again)"
        )
    }

    private static func checkQuery(_ raw: String) throws(BrokenProperty) {
        guard let query = Query(parsing: raw) else { return }
        let again = query.pairs.map { "\(encoded($0.name))=\(encoded($0.value))" }
            .joined(separator: "&")
        try hold(Query(parsing: again) == query, "\(raw) told on as \(again)")
    }

    /// Every byte encoded.
    private static func encoded(_ text: String) -> String {
        text.utf8.map { "%" + (Int($0) < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Percent-decoding as it is written down, without haste.
    private static func plainDecoding(of text: String) -> [UInt8]? {
        let parts = text.utf8.split(separator: UInt8(ascii: "%"), omittingEmptySubsequences: false)
        var bytes = Array(parts[0])
        for part in parts.dropFirst() {
            let digits = String(decoding: part.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit),
                let byte = UInt8(digits, radix: 16)
            else { return nil }
            bytes += [byte] + part.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self) == nil ? nil : bytes
    }
}
