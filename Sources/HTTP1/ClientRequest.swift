// SPDX-License-Identifier: Apache-2.0

/// The head of a request that is to be sent, and how long its body is.
package struct ClientRequest: Equatable, Sendable {
    package enum Length: Hashable, Sendable {
        /// There is no body.
        case none
        /// A body of so many bytes, not below zero.
        case known(Int)
        /// A body whose end is not known yet; it is sent in chunks.
        case chunked
    }

    package var method: HTTPMethod
    /// As it stands in the request line: a path with its query, or `*`.
    package var target: String
    /// `Connection`, `Keep-Alive`, `Content-Length` and `Transfer-Encoding` are the connection's to
    /// say and ignored here; `Host` must be among them.
    package var fields: HeaderFields
    package var length: Length

    package init(
        _ method: HTTPMethod,
        _ target: String,
        fields: HeaderFields,
        length: Length = .none
    ) {
        self.method = method
        self.target = target
        self.fields = fields
        self.length = length
    }

    /// Whether it can be sent at all: the method is a token and not CONNECT, and the target is
    /// visible ASCII, so that neither ends the line or begins another word of it.
    package var isValid: Bool {
        if case .known(let count) = length, count < 0 { return false }
        let name = method.name.utf8
        return !name.isEmpty && name.allSatisfy(ASCII.isToken) && method != .other("CONNECT")
            && !target.isEmpty && target.utf8.allSatisfy { $0 > ASCII.space && $0 < ASCII.delete }
    }

    /// Whether it may be sent again when nobody knows what became of it (RFC 9110 §9.2.2).
    package var isIdempotent: Bool {
        switch method {
        case .get, .head, .put, .delete, .options, .other("TRACE"): true
        case .post, .patch, .other: false
        }
    }

    /// Whether the request ends with its head.
    package var hasNoContent: Bool { length == Length.none || length == .known(0) }

    /// The head in bytes (RFC 9112 §3).
    func appendHead(to output: inout [UInt8]) {
        output.reserveCapacity(output.count + 128 + target.utf8.count + fields.storage.count)
        ResponseSerializer.append(text: method.name, to: &output)
        output.append(ASCII.space)
        ResponseSerializer.append(text: target, to: &output)
        ResponseSerializer.append(" HTTP/1.1", to: &output)
        ResponseSerializer.append(fields, except: Self.isReserved, to: &output)
        switch length {
        case .none:
            // A server may want to hear of a length where it expects content (RFC 9110 §8.6).
            if [.post, .put, .patch].contains(method) {
                ResponseSerializer.append("\r\nContent-Length: 0", to: &output)
            }
        case .known(let count):
            ResponseSerializer.append("\r\nContent-Length: ", to: &output)
            ResponseSerializer.append(decimal: count, to: &output)
        case .chunked:
            ResponseSerializer.append("\r\nTransfer-Encoding: chunked", to: &output)
        }
        ResponseSerializer.append("\r\n\r\n", to: &output)
    }

    private static func isReserved(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let span = name.span
        let all = 0..<name.count
        return switch name.count {
        case 10:
            span.holdsIgnoringCase("connection", at: all)
                || span.holdsIgnoringCase("keep-alive", at: all)
        case 14: span.holdsIgnoringCase("content-length", at: all)
        case 17: span.holdsIgnoringCase("transfer-encoding", at: all)
        default: false
        }
    }

    /// Fields that may not stand behind a body: they say how it is to be read (RFC 9110 §6.5.1).
    static func isNoTrailer(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let span = name.span
        let all = 0..<name.count
        return isReserved(name)
            || (name.count == 4 && span.holdsIgnoringCase("host", at: all))
            || (name.count == 7 && span.holdsIgnoringCase("trailer", at: all))
    }
}
