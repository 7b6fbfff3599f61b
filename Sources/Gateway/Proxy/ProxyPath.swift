// SPDX-License-Identifier: Apache-2.0

/// Paths as they are compared with what is let through.
enum ProxyPath {
    /// A path that servers read in different ways, so that what was checked might not be what is
    /// done.
    struct Ambiguous: Error, Equatable {}

    /// The one way to write a path (RFC 3986 §6.2.2): escapes that need not be are undone, those
    /// that must be are in capitals, dot segments are followed.
    ///
    /// - Throws: when it holds an escaped slash, backslash, NUL or percent sign, an empty segment,
    ///   a backslash, a dot segment with parameters, or leads above the root.
    static func normalized(_ path: String) throws(Ambiguous) -> String {
        let bytes = try unescaped(Array(path.utf8))
        guard bytes.first == slash else { throw Ambiguous() }
        let segments = bytes.dropFirst().split(separator: slash, omittingEmptySubsequences: false)
        var kept: [ArraySlice<UInt8>] = []
        for (index, segment) in segments.enumerated() {
            let isLast = index == segments.count - 1
            guard !segment.isEmpty || isLast else { throw Ambiguous() }
            let name = segment.prefix { $0 != UInt8(ascii: ";") }
            let isDots = name == [dot] || name == [dot, dot]
            guard !isDots || name.count == segment.count else { throw Ambiguous() }
            guard isDots else {
                kept.append(segment)
                continue
            }
            if name.count == 2 {
                guard kept.popLast() != nil else { throw Ambiguous() }
            }
            if isLast { kept.append([]) }
        }
        return "/" + String(decoding: Array(kept.joined(separator: [slash])), as: UTF8.self)
    }

    /// Whether `path`, in its one form, is `prefix` or lies below it.
    static func isBelow(_ path: String, _ prefix: String) -> Bool {
        guard path.utf8.starts(with: prefix.utf8) else { return false }
        return prefix.hasSuffix("/") || path.utf8.count == prefix.utf8.count
            || path.utf8.dropFirst(prefix.utf8.count).first == slash
    }

    private static let slash = UInt8(ascii: "/")
    private static let dot = UInt8(ascii: ".")

    private static func unescaped(_ bytes: [UInt8]) throws(Ambiguous) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            guard byte != UInt8(ascii: "\\") else { throw Ambiguous() }
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                index += 1
                continue
            }
            guard index + 2 < bytes.count, let high = digit(bytes[index + 1]),
                let low = digit(bytes[index + 2])
            else { throw Ambiguous() }
            let value = high << 4 | low
            switch value {
            case slash, UInt8(ascii: "\\"), 0, UInt8(ascii: "%"): throw Ambiguous()
            case let value where isUnreserved(value): result.append(value)
            default: result += [UInt8(ascii: "%"), capital(high), capital(low)]
            }
            index += 3
        }
        return result
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~".utf8.contains(byte)
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    private static func capital(_ digit: UInt8) -> UInt8 {
        digit < 10 ? 0x30 + digit : 0x41 + digit - 10
    }
}
