// SPDX-License-Identifier: Apache-2.0

/// The first line of a request, taken apart (RFC 9112 §3); ranges lie in the head's bytes.
struct RequestLine: Equatable, Sendable {
    let method: HTTPMethod
    let version: HTTPVersion
    let target: RequestTarget

    /// Reads the line that lies in `range`: one space, and no other white space, on each side of
    /// the target.
    init(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) throws(HTTPFault) {
        let end = range.upperBound
        var methodEnd = range.lowerBound
        while methodEnd < end, bytes[methodEnd] != ASCII.space {
            guard ASCII.isToken(bytes[methodEnd]) else { throw .badRequest(.method) }
            methodEnd += 1
        }
        guard methodEnd > range.lowerBound, methodEnd < end else {
            throw .badRequest(.requestLine)
        }
        let targetStart = methodEnd + 1
        var targetEnd = targetStart
        while targetEnd < end, bytes[targetEnd] != ASCII.space { targetEnd += 1 }
        guard targetEnd > targetStart, targetEnd < end else { throw .badRequest(.requestLine) }

        method = Self.method(bytes, range.lowerBound..<methodEnd)
        // Before the target, so that the preface of HTTP/2 is told its version is not spoken.
        version = try Self.version(bytes, targetEnd + 1..<end)
        target = try RequestTarget(bytes, targetStart..<targetEnd, method: method)
    }

    private static func version(
        _ bytes: borrowing Span<UInt8>,
        _ range: Range<Int>
    ) throws(HTTPFault) -> HTTPVersion {
        let start = range.lowerBound
        guard range.count == 8, bytes.holds("HTTP/", at: start..<start + 5),
            let major = ASCII.digit(bytes[start + 5]), bytes[start + 6] == UInt8(ascii: "."),
            let minor = ASCII.digit(bytes[start + 7])
        else { throw .badRequest(.version) }
        switch (major, minor) {
        case (1, 1): return .http11
        case (1, 0): return .http10
        default: throw .versionNotSupported
        }
    }

    private static func method(
        _ bytes: borrowing Span<UInt8>,
        _ range: Range<Int>
    ) -> HTTPMethod {
        switch range.count {
        case 3 where bytes.holds("GET", at: range): .get
        case 3 where bytes.holds("PUT", at: range): .put
        case 4 where bytes.holds("POST", at: range): .post
        case 4 where bytes.holds("HEAD", at: range): .head
        case 5 where bytes.holds("PATCH", at: range): .patch
        case 6 where bytes.holds("DELETE", at: range): .delete
        case 7 where bytes.holds("OPTIONS", at: range): .options
        default: .other(bytes.string(range))
        }
    }
}
