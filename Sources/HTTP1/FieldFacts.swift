// SPDX-License-Identifier: Apache-2.0

/// What the fields of a head say about the message itself and its connection.
struct FieldFacts: Equatable, Sendable {
    private var hasHost = false
    private var length: Int?
    private var codings = 0
    private var endsChunked = false
    private var chunkedCodings = 0
    private var closes = false
    private var staysOpen = false
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
        case 10 where bytes.holdsIgnoringCase("connection", at: line.name):
            noteConnection(line.value, bytes)
        case 14 where bytes.holdsIgnoringCase("content-length", at: line.name):
            guard length == nil else { throw .badRequest(.lengthRepeated) }
            length = try Self.length(bytes, line.value)
        case 17 where bytes.holdsIgnoringCase("transfer-encoding", at: line.name):
            try noteCodings(line.value, bytes)
        default:
            break
        }
    }

    /// How the body ends (RFC 9112 §6.3), once all fields were noted; whatever could be read in
    /// two ways is refused.
    func bodyLength(_ version: HTTPVersion) throws(HTTPFault) -> BodyLength {
        guard hasHost || version == .http10 else { throw .badRequest(.hostMissing) }
        guard codings > 0 else {
            guard let length, length > 0 else { return .none }
            return .bytes(length)
        }
        guard length == nil else { throw .badRequest(.lengthAndTransferEncoding) }
        guard version == .http11 else { throw .badRequest(.transferEncodingInHTTP10) }
        guard endsChunked, chunkedCodings == 1 else { throw .badRequest(.transferEncodingInvalid) }
        guard codings == 1 else { throw .unknownTransferCoding }
        return .chunked
    }

    /// Whether the connection outlives the answer (RFC 9112 §9.3): close beats keep-alive.
    func keepsAlive(_ version: HTTPVersion) -> Bool {
        switch version {
        case .http11: !closes
        case .http10: staysOpen && !closes
        }
    }

    /// Whether `Expect` asks for what this server cannot do; HTTP/1.0 cannot ask
    /// (RFC 9110 §10.1.1).
    func expectationFails(_ version: HTTPVersion) -> Bool { expectsOther && version == .http11 }

    private mutating func noteConnection(_ value: Range<Int>, _ bytes: borrowing Span<UInt8>) {
        var start = value.lowerBound
        while let option = bytes.nextListElement(from: &start, to: value.upperBound) {
            if bytes.holdsIgnoringCase("close", at: option) { closes = true }
            if bytes.holdsIgnoringCase("keep-alive", at: option) { staysOpen = true }
        }
    }

    private mutating func noteCodings(
        _ value: Range<Int>,
        _ bytes: borrowing Span<UInt8>
    ) throws(HTTPFault) {
        var start = value.lowerBound
        while let coding = bytes.nextListElement(from: &start, to: value.upperBound) {
            guard !coding.isEmpty else { throw .badRequest(.transferEncodingInvalid) }
            codings += 1
            endsChunked = bytes.holdsIgnoringCase("chunked", at: coding)
            if endsChunked { chunkedCodings += 1 }
        }
    }

    /// Decimal digits and nothing else, without overflow.
    private static func length(
        _ bytes: borrowing Span<UInt8>,
        _ value: Range<Int>
    ) throws(HTTPFault) -> Int {
        guard !value.isEmpty else { throw .badRequest(.lengthInvalid) }
        var length = 0
        for index in value {
            guard let digit = ASCII.digit(bytes[index]) else { throw .badRequest(.lengthInvalid) }
            let (tens, overflow) = length.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(digit)
            guard !overflow, !carry else { throw .badRequest(.lengthInvalid) }
            length = sum
        }
        return length
    }
}
