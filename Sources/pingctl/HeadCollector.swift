// SPDX-License-Identifier: Apache-2.0

/// The head of an answer, line by line as libcurl tells it.
final class HeadCollector {
    /// More than any head that pingd lets through.
    private static let limitBytes = 1 << 20

    private(set) var bytes: [UInt8] = []
    /// Whether the empty line has come that ends a head which is not an interim one.
    private(set) var isComplete = false

    /// Answers whether the line was taken.
    ///
    /// A new status line begins anew, as the real answer does behind an interim one; what comes
    /// behind the real one is trailers, and is left out.
    func append(_ line: UnsafeRawBufferPointer) -> Bool {
        if isComplete { return true }
        if line.starts(with: "HTTP/".utf8) { bytes = [] }
        guard line.count <= Self.limitBytes - bytes.count else { return false }
        bytes.append(contentsOf: line)
        isComplete = line.elementsEqual("\r\n".utf8) && !isInterim
        return true
    }

    /// Statuses of 100 to 199 (RFC 9110 §15.2).
    private var isInterim: Bool {
        bytes.split(separator: UInt8(ascii: " "), maxSplits: 2).dropFirst().first?.first
            == UInt8(ascii: "1")
    }

    /// Lines without their ends: the status line, then the fields.
    var lines: [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").map(String.init)
    }

    /// Whether there is a field of that name, however it is written.
    func has(field name: String) -> Bool {
        lines.dropFirst().contains { line in
            line.prefix { $0 != ":" }.lowercased() == name.lowercased()
        }
    }
}
