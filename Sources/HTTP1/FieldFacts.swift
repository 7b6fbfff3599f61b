// SPDX-License-Identifier: Apache-2.0

/// What the fields of a request's head say about the message itself and its connection.
struct FieldFacts: Equatable, Sendable {
    private var framing = FramingFacts()
    private var hasHost = false
    private(set) var expectsContinue = false
    private var expectsOther = false

    /// Takes note of one field.
    mutating func note(_ line: FieldLine, _ bytes: borrowing Span<UInt8>) throws(HTTPFault) {
        switch line.name.count {
        case 4 where bytes.holdsIgnoringCase("host", at: line.name):
            guard !hasHost else { throw .badRequest(.hostRepeated) }
            guard HostSyntax.isValid(bytes, line.value) else { throw .badRequest(.hostInvalid) }
            hasHost = true
        case 6 where bytes.holdsIgnoringCase("expect", at: line.name):
            if bytes.holdsIgnoringCase("100-continue", at: line.value) {
                expectsContinue = true
            } else {
                expectsOther = true
            }
        default:
            try framing.note(line, bytes)
        }
    }

    /// How the body ends (RFC 9112 §6.3), once all fields were noted.
    func bodyLength(_ version: HTTPVersion) throws(HTTPFault) -> BodyLength {
        guard hasHost || version == .http10 else { throw .badRequest(.hostMissing) }
        return try framing.bodyLength(version) ?? BodyLength.none
    }

    /// Whether the connection outlives the answer (RFC 9112 §9.3).
    func keepsAlive(_ version: HTTPVersion) -> Bool { framing.keepsAlive(version) }

    /// Whether `Expect` asks for what this server cannot do; HTTP/1.0 cannot ask
    /// (RFC 9110 §10.1.1).
    func expectationFails(_ version: HTTPVersion) -> Bool { expectsOther && version == .http11 }
}
