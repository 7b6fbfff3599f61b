// SPDX-License-Identifier: Apache-2.0

/// What a request is for (RFC 9112 §3.2); ranges lie in the head's bytes.
struct RequestTarget: Equatable, Sendable {
    /// The path as it was sent; empty stands for `/`, or for `*` when it is `wholeServer`.
    let path: Range<Int>
    /// What stands behind the question mark.
    let query: Range<Int>?
    /// The host and port of the absolute form, which outrank the Host field.
    let authority: Range<Int>?
    /// The asterisk form.
    let isWholeServer: Bool

    init(
        _ bytes: borrowing Span<UInt8>,
        _ range: Range<Int>,
        method: HTTPMethod
    ) throws(HTTPFault) {
        guard method != .other("CONNECT") else { throw .badRequest(.authorityForm) }
        var pathStart = range.lowerBound
        var authority: Range<Int>?
        if bytes[pathStart] != UInt8(ascii: "/") {
            if method == .options, bytes.holds("*", at: range) {
                self.init(path: pathStart..<pathStart, query: nil, authority: nil, whole: true)
                return
            }
            let found = try Self.authority(bytes, range)
            authority = found
            pathStart = found.upperBound
        }
        var pathEnd = pathStart
        while pathEnd < range.upperBound, bytes[pathEnd] != UInt8(ascii: "?") { pathEnd += 1 }
        let path = pathStart..<pathEnd
        try Self.check(bytes, path, ASCII.isPath)
        var query: Range<Int>?
        if pathEnd < range.upperBound {
            query = pathEnd + 1..<range.upperBound
            try Self.check(bytes, pathEnd + 1..<range.upperBound, ASCII.isQuery)
        }
        // The absolute form without path and query, for OPTIONS, is the asterisk (§3.2.4).
        let isWhole = path.isEmpty && query == nil && method == .options
        self.init(path: path, query: query, authority: authority, whole: isWhole)
    }

    private init(path: Range<Int>, query: Range<Int>?, authority: Range<Int>?, whole: Bool) {
        self.path = path
        self.query = query
        self.authority = authority
        isWholeServer = whole
    }

    /// The authority of an absolute target of this server's schemes.
    private static func authority(
        _ bytes: borrowing Span<UInt8>,
        _ range: Range<Int>
    ) throws(HTTPFault) -> Range<Int> {
        var start = range.lowerBound
        for scheme in ["http://", "https://"] as [StaticString] {
            let end = range.lowerBound + scheme.utf8CodeUnitCount
            guard end <= range.upperBound,
                bytes.holdsIgnoringCase(scheme, at: range.lowerBound..<end)
            else { continue }
            start = end
        }
        guard start > range.lowerBound else { throw .badRequest(.target) }
        var end = start
        while end < range.upperBound, bytes[end] != UInt8(ascii: "/"),
            bytes[end] != UInt8(ascii: "?")
        {
            end += 1
        }
        guard HostSyntax.isValid(bytes, start..<end) else { throw .badRequest(.target) }
        return start..<end
    }

    /// Every byte must be allowed, and every percent sign followed by two hexadecimal digits.
    private static func check(
        _ bytes: borrowing Span<UInt8>,
        _ range: Range<Int>,
        _ isAllowed: (UInt8) -> Bool
    ) throws(HTTPFault) {
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            guard isAllowed(byte) else { throw .badRequest(.target) }
            if byte == UInt8(ascii: "%") {
                guard index + 2 < range.upperBound, ASCII.hexDigit(bytes[index + 1]) != nil,
                    ASCII.hexDigit(bytes[index + 2]) != nil
                else { throw .badRequest(.target) }
            }
            index += 1
        }
    }
}
