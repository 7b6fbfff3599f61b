// SPDX-License-Identifier: Apache-2.0

/// Turns one response into bytes, with the fields that only the server knows (RFC 9112 §4).
struct ResponseSerializer {
    /// How the client knows the end of the content (RFC 9112 §6.3).
    enum Framing {
        case length
        /// So many bytes, which come later.
        case known(Int)
        case chunks
        case close
    }

    /// Whether `Connection: close` is said.
    let closes: Bool
    /// Whether the client must be told that an HTTP/1.0 connection stays open.
    let saysKeepAlive: Bool
    /// Whether content is left out because HEAD asked.
    let isHead: Bool
    var framing = Framing.length

    static let continueLine = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// From here on, writing a body from where it lies is cheaper than copying it first.
    static let largeBodyBytes = 8 * 1024

    /// - Returns: the body, when it is to go out behind `output` because it is large.
    func append(_ answer: Answer, to output: inout [UInt8]) -> [UInt8]? {
        let isLarge = answer.body.count >= Self.largeBodyBytes
        if output.isEmpty {
            let fieldBytes = answer.fields.storage.count
            output.reserveCapacity(256 + fieldBytes + (isLarge ? 0 : answer.body.count))
        }
        Self.appendHead(answer.status, answer.fields, to: &output)
        if answer.isRelayed, let date = answer.fields.first("date") {
            Self.append("\r\nDate: ", to: &output)
            date.withUnsafeBufferPointer { Self.append($0, to: &output) }
        } else {
            output.append(contentsOf: answer.date.field)
        }
        if let id = answer.requestID {
            Self.append("\r\nX-Request-Id: ", to: &output)
            Self.append(text: id, to: &output)
        }
        return appendRest(answer.status, answer.body, to: &output)
    }

    /// `requestID` must be visible ASCII.
    ///
    /// - Returns: the same as for any other answer.
    func append(
        _ answer: PreparedAnswer,
        requestID: String,
        date: HTTPDate,
        to output: inout [UInt8]
    ) -> [UInt8]? {
        if output.isEmpty {
            output.reserveCapacity(256 + answer.head.count + answer.rest.count)
        }
        answer.head.withUnsafeBufferPointer { output.append(contentsOf: $0) }
        date.field.withUnsafeBufferPointer { output.append(contentsOf: $0) }
        Self.append("\r\nX-Request-Id: ", to: &output)
        var requestID = requestID
        requestID.withUTF8 { output.append(contentsOf: $0) }
        guard !closes, !saysKeepAlive, !isHead else {
            return appendRest(answer.status, answer.body, to: &output)
        }
        answer.rest.withUnsafeBufferPointer { output.append(contentsOf: $0) }
        return answer.hasLargeBody ? answer.body : nil
    }

    /// What follows the fields that the status line and the handler bring.
    func appendRest(
        _ status: HTTPStatus,
        _ body: [UInt8],
        to output: inout [UInt8]
    ) -> [UInt8]? {
        let carriesContent = status.allowsContent
        if carriesContent {
            switch framing {
            case .length:
                Self.append("\r\nContent-Length: ", to: &output)
                Self.append(decimal: body.count, to: &output)
            case .known(let count):
                Self.append("\r\nContent-Length: ", to: &output)
                Self.append(decimal: count, to: &output)
            case .chunks: Self.append("\r\nTransfer-Encoding: chunked", to: &output)
            case .close: break
            }
        }
        if closes {
            Self.append("\r\nConnection: close", to: &output)
        } else if saysKeepAlive {
            Self.append("\r\nConnection: keep-alive", to: &output)
        }
        Self.append("\r\n\r\n", to: &output)
        guard carriesContent, !isHead else { return nil }
        if body.count >= Self.largeBodyBytes { return body }
        output.append(contentsOf: body)
        return nil
    }

    /// The status line and the fields, without the last line end.
    static func appendHead(
        _ status: HTTPStatus,
        _ fields: HeaderFields,
        to output: inout [UInt8]
    ) {
        append("HTTP/1.1 ", to: &output)
        append(decimal: Int(status.code), to: &output)
        output.append(ASCII.space)
        append(text: status.reason, to: &output)
        append(fields, except: isReserved, to: &output)
    }

    /// Each field behind a line end; names that are none are left out.
    static func append(
        _ fields: HeaderFields,
        except isReserved: (UnsafeBufferPointer<UInt8>) -> Bool,
        to output: inout [UInt8]
    ) {
        fields.storage.withUnsafeBufferPointer { storage in
            for entry in fields.entries {
                let name = UnsafeBufferPointer(rebasing: storage[entry.name])
                guard !name.isEmpty, name.allSatisfy(ASCII.isToken), !isReserved(name)
                else { continue }
                output.append(ASCII.carriageReturn)
                output.append(ASCII.lineFeed)
                output.append(contentsOf: name)
                output.append(UInt8(ascii: ":"))
                output.append(ASCII.space)
                append(UnsafeBufferPointer(rebasing: storage[entry.value]), to: &output)
            }
        }
    }

    /// Fields that the server itself sets; a handler's are left out.
    private static func isReserved(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        let span = name.span
        let all = 0..<name.count
        return switch name.count {
        case 4: span.holdsIgnoringCase("date", at: all)
        case 10:
            span.holdsIgnoringCase("connection", at: all)
                || span.holdsIgnoringCase("keep-alive", at: all)
        case 12: span.holdsIgnoringCase("x-request-id", at: all)
        case 14: span.holdsIgnoringCase("content-length", at: all)
        case 17: span.holdsIgnoringCase("transfer-encoding", at: all)
        default: false
        }
    }

    static func append(_ text: StaticString, to output: inout [UInt8]) {
        output.append(
            contentsOf: UnsafeBufferPointer(
                start: text.utf8Start,
                count: text.utf8CodeUnitCount
            )
        )
    }

    static func append(text: String, to output: inout [UInt8]) {
        var text = text
        text.withUTF8 { append($0, to: &output) }
    }

    /// A line end in a value would begin a field of somebody else's choice: every control
    /// character but the tab becomes a space.
    static func append(_ value: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        let start = output.count
        output.append(contentsOf: value)
        for (offset, byte) in value.enumerated()
        where byte < ASCII.space && byte != ASCII.tab || byte == ASCII.delete {
            output[start + offset] = ASCII.space
        }
    }

    static func append(decimal number: Int, to output: inout [UInt8]) {
        var divisor = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            output.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
