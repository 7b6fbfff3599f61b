// SPDX-License-Identifier: Apache-2.0

/// Turns one response into bytes, with the fields that only the server knows (RFC 9112 §4).
struct ResponseSerializer {
    /// How the client knows the end of the content (RFC 9112 §6.3).
    enum Framing {
        case length
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

    func append(_ answer: Answer, to output: inout [UInt8]) {
        let carriesContent = answer.status.allowsContent
        let size = 256 + answer.fields.storage.count + answer.body.count
        if output.isEmpty { output.reserveCapacity(size) }
        output.append(contentsOf: "HTTP/1.1 ".utf8)
        Self.append(decimal: Int(answer.status.code), to: &output)
        output.append(ASCII.space)
        Self.append(text: answer.status.reason, to: &output)
        append(answer.fields, to: &output)
        output.append(contentsOf: "\r\nDate: ".utf8)
        output.append(contentsOf: answer.date.text.utf8)
        if let id = answer.requestID {
            output.append(contentsOf: "\r\nX-Request-Id: ".utf8)
            Self.append(text: id, to: &output)
        }
        if carriesContent {
            switch framing {
            case .length:
                output.append(contentsOf: "\r\nContent-Length: ".utf8)
                Self.append(decimal: answer.body.count, to: &output)
            case .chunks: output.append(contentsOf: "\r\nTransfer-Encoding: chunked".utf8)
            case .close: break
            }
        }
        if closes {
            output.append(contentsOf: "\r\nConnection: close".utf8)
        } else if saysKeepAlive {
            output.append(contentsOf: "\r\nConnection: keep-alive".utf8)
        }
        output.append(contentsOf: "\r\n\r\n".utf8)
        if carriesContent, !isHead { output.append(contentsOf: answer.body) }
    }

    private func append(_ fields: HeaderFields, to output: inout [UInt8]) {
        fields.storage.withUnsafeBufferPointer { storage in
            for entry in fields.entries {
                let name = UnsafeBufferPointer(rebasing: storage[entry.name])
                guard !name.isEmpty, name.allSatisfy(ASCII.isToken), !Self.isReserved(name)
                else { continue }
                output.append(ASCII.carriageReturn)
                output.append(ASCII.lineFeed)
                output.append(contentsOf: name)
                output.append(UInt8(ascii: ":"))
                output.append(ASCII.space)
                Self.append(UnsafeBufferPointer(rebasing: storage[entry.value]), to: &output)
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

    private static func append(text: String, to output: inout [UInt8]) {
        var text = text
        text.withUTF8 { append($0, to: &output) }
    }

    /// A line end in a value would begin a field of somebody else's choice: every control
    /// character but the tab becomes a space.
    private static func append(_ value: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        let start = output.count
        output.append(contentsOf: value)
        for index in start..<output.count {
            let byte = output[index]
            if byte < ASCII.space && byte != ASCII.tab || byte == ASCII.delete {
                output[index] = ASCII.space
            }
        }
    }

    private static func append(decimal number: Int, to output: inout [UInt8]) {
        var divisor = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            output.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
