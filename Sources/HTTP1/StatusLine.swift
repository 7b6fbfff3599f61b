// SPDX-License-Identifier: Apache-2.0

/// The first line of a response, taken apart (RFC 9112 §4).
struct StatusLine: Equatable, Sendable {
    let version: HTTPVersion
    let status: HTTPStatus

    /// Reads the line that lies in `range`.
    ///
    /// The space before a reason that is not there may be left out, as some servers do.
    init(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) throws(ResponseFault) {
        let start = range.lowerBound
        guard range.count >= 12, bytes.holds("HTTP/", at: start..<start + 5),
            let major = ASCII.digit(bytes[start + 5]), bytes[start + 6] == UInt8(ascii: "."),
            let minor = ASCII.digit(bytes[start + 7]), bytes[start + 8] == ASCII.space
        else { throw .statusLine }
        switch (major, minor) {
        case (1, 1): version = .http11
        case (1, 0): version = .http10
        default: throw .version
        }
        var code = 0
        for index in start + 9..<start + 12 {
            guard let digit = ASCII.digit(bytes[index]) else { throw .statusLine }
            code = code * 10 + digit
        }
        guard (100...599).contains(code) else { throw .statusLine }
        guard range.count == 12 || bytes[start + 12] == ASCII.space else { throw .statusLine }
        status = HTTPStatus(UInt16(code))
    }
}
