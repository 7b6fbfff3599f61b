// SPDX-License-Identifier: Apache-2.0

/// What a host with an optional port looks like (RFC 9110 §7.2, RFC 3986 §3.2).
///
/// Names are held to letters, digits and `-._~`: what else RFC 3986 would allow names no machine.
enum HostSyntax {
    static func isValid(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard let first = range.first else { return false }
        var index = first
        if bytes[first] == UInt8(ascii: "[") {
            guard let close = literalEnd(bytes, range) else { return false }
            index = close
        } else {
            while index < range.upperBound, ASCII.hostName.contains(bytes[index]) { index += 1 }
            guard index > first else { return false }
        }
        guard index < range.upperBound else { return true }
        return bytes[index] == UInt8(ascii: ":") && isPort(bytes, index + 1..<range.upperBound)
    }

    /// Where an IPv6 literal's bracket closes, or `nil` when it does not or holds other things.
    private static func literalEnd(
        _ bytes: borrowing Span<UInt8>,
        _ range: Range<Int>
    ) -> Int? {
        var index = range.lowerBound + 1
        while index < range.upperBound {
            if bytes[index] == UInt8(ascii: "]") {
                return index > range.lowerBound + 2 ? index + 1 : nil
            }
            guard ASCII.hostAddress.contains(bytes[index]) else { return nil }
            index += 1
        }
        return nil
    }

    /// At most 65535; the port may be empty (RFC 3986 §3.2.3).
    private static func isPort(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count <= 5 else { return false }
        var port = 0
        for index in range {
            guard let digit = ASCII.digit(bytes[index]) else { return false }
            port = port * 10 + digit
        }
        return port <= 65_535
    }
}
