// SPDX-License-Identifier: Apache-2.0

/// What the fields of a head, of a request or a response, say of how the message ends and whether
/// its connection goes on.
struct FramingFacts: Equatable, Sendable {
    private var length: Int?
    private var codings = 0
    private var endsChunked = false
    private var chunkedCodings = 0
    private var closes = false
    private var staysOpen = false

    /// Takes note of one field.
    mutating func note(_ line: FieldLine, _ bytes: borrowing Span<UInt8>) throws(HTTPFault) {
        switch line.name.count {
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

    /// What is said of the end of the body (RFC 9112 §6.3), once all fields were noted; whatever
    /// could be read in two ways is refused.
    ///
    /// - Returns: `nil` when nothing is said.
    func bodyLength(_ version: HTTPVersion) throws(HTTPFault) -> BodyLength? {
        guard codings > 0 else {
            guard let length else { return nil }
            return length > 0 ? .bytes(length) : BodyLength.none
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
