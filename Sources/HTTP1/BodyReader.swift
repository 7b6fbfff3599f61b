// SPDX-License-Identifier: Apache-2.0

/// Reads the body of one message, by its length or chunk by chunk (RFC 9112 §6, §7.1).
struct BodyReader: Equatable, Sendable {
    private enum State: Equatable, Sendable {
        case data(remaining: Int)
        case chunkSize, chunkEnd
        case chunk(remaining: Int)
        case trailers
        case done
    }

    private var state: State
    private var scanner = LineScanner()
    private var total = 0
    private var overhead = 0
    private var trailerFields = 0
    private var trailerBytes = 0
    /// What has come so far and was not taken away.
    private(set) var body: [UInt8] = []
    /// Whether the bytes are dropped instead of kept.
    private let drops: Bool
    /// The fields behind the last chunk, when they are kept.
    private(set) var trailers = HeaderFields()
    private let keepsTrailers: Bool

    init(_ length: BodyLength, drops: Bool = false, keepsTrailers: Bool = false) {
        self.drops = drops
        self.keepsTrailers = keepsTrailers
        state =
            switch length {
            case .none: .done
            case .bytes(let count): .data(remaining: count)
            case .chunked: .chunkSize
            }
    }

    /// For a body that goes on for as long as its connection.
    static var untilClose: BodyReader { BodyReader(.bytes(.max)) }

    var isComplete: Bool { state == .done }

    /// How many of the bytes to come are certain to be content.
    var contentAhead: Int {
        switch state {
        case .data(let remaining), .chunk(let remaining): remaining
        case .chunkSize, .chunkEnd, .trailers, .done: 0
        }
    }

    /// So many bytes of content have come, within `contentAhead`, and went another way.
    mutating func pass(_ count: Int) {
        switch state {
        case .data(.max): break
        case .data(let remaining):
            state = count < remaining ? .data(remaining: remaining - count) : .done
        case .chunk(let remaining):
            state = count < remaining ? .chunk(remaining: remaining - count) : .chunkEnd
        case .chunkSize, .chunkEnd, .trailers, .done: break
        }
    }

    /// What has come since the last time.
    mutating func takeBody() -> [UInt8] {
        defer { body = [] }
        return body
    }

    /// Goes on reading in `bytes`, which have come and were not yet taken, and says how many of
    /// them it took.
    mutating func advance(
        _ bytes: borrowing Span<UInt8>,
        _ limits: HTTPLimits
    ) throws(HTTPFault) -> Int {
        var taken = 0
        while true {
            let rest = bytes.extracting(taken..<bytes.count)
            let step: Int?
            switch state {
            case .data(let remaining):
                step = takeData(rest, remaining, then: .done) { .data(remaining: $0) }
            case .chunk(let remaining):
                step = takeData(rest, remaining, then: .chunkEnd) { .chunk(remaining: $0) }
            case .chunkSize:
                step = try takeSize(rest, limits)
            case .chunkEnd:
                step = try takeChunkEnd(rest)
            case .trailers:
                step = try takeTrailer(rest, limits)
            case .done:
                return taken
            }
            guard let step else { return taken }
            taken += step
        }
    }

    /// - Returns: how many bytes were taken; `nil` when there are none.
    private mutating func takeData(
        _ bytes: borrowing Span<UInt8>,
        _ remaining: Int,
        then next: State,
        else again: (Int) -> State
    ) -> Int? {
        guard !bytes.isEmpty else { return nil }
        let count = min(remaining, bytes.count)
        if !drops {
            bytes.extracting(0..<count).withUnsafeBufferPointer { body.append(contentsOf: $0) }
        }
        if remaining < .max { state = count == remaining ? next : again(remaining - count) }
        return count
    }

    private mutating func takeSize(
        _ bytes: borrowing Span<UInt8>,
        _ limits: HTTPLimits
    ) throws(HTTPFault) -> Int? {
        switch scanner.next(in: bytes, limit: limits.chunkLineBytes) {
        case .more: return nil
        case .tooLong: throw .badRequest(.chunkOverhead)
        case .flaw(let flaw): throw .badRequest(flaw)
        case .line(let line):
            scanner = LineScanner()
            overhead += line.count + 2
            guard overhead <= limits.chunkOverheadBytes else { throw .badRequest(.chunkOverhead) }
            let size = try Self.size(bytes, line)
            guard size <= limits.bodyBytes - total else {
                throw .bodyTooLarge(limit: limits.bodyBytes)
            }
            total += size
            state = size == 0 ? .trailers : .chunk(remaining: size)
            return line.count + 2
        }
    }

    /// Hexadecimal digits, and then nothing or an extension, which means nothing here.
    private static func size(
        _ bytes: borrowing Span<UInt8>,
        _ line: Range<Int>
    ) throws(HTTPFault) -> Int {
        var size = 0
        var index = line.lowerBound
        while index < line.upperBound, let digit = ASCII.hexDigit(bytes[index]) {
            guard size <= Int.max >> 4 else { throw .badRequest(.chunkSize) }
            size = size << 4 | Int(digit)
            index += 1
        }
        guard index > line.lowerBound,
            index == line.upperBound || bytes[index] == UInt8(ascii: ";")
        else { throw .badRequest(.chunkSize) }
        return size
    }

    private mutating func takeChunkEnd(
        _ bytes: borrowing Span<UInt8>
    ) throws(HTTPFault) -> Int? {
        switch scanner.next(in: bytes, limit: 0) {
        case .more: return nil
        case .tooLong, .flaw: throw .badRequest(.chunkEnd)
        case .line:
            scanner = LineScanner()
            state = .chunkSize
            return 2
        }
    }

    /// Trailers are checked and counted, and dropped unless they are to be kept: they never act as
    /// fields of the head.
    private mutating func takeTrailer(
        _ bytes: borrowing Span<UInt8>,
        _ limits: HTTPLimits
    ) throws(HTTPFault) -> Int? {
        switch scanner.next(in: bytes, limit: max(0, limits.fieldBytes - trailerBytes)) {
        case .more: return nil
        case .tooLong: throw .fieldsTooLarge(limit: limits.fieldBytes)
        case .flaw(let flaw): throw .badRequest(flaw)
        case .line(let line):
            scanner = LineScanner()
            trailerBytes += line.count + 2
            guard !line.isEmpty else {
                state = .done
                return 2
            }
            guard trailerBytes <= limits.fieldBytes else {
                throw .fieldsTooLarge(limit: limits.fieldBytes)
            }
            trailerFields += 1
            guard trailerFields <= limits.fields else {
                throw .tooManyFields(limit: limits.fields)
            }
            let field = try FieldLine(bytes, line)
            if keepsTrailers { trailers.append(field, of: bytes) }
            return line.count + 2
        }
    }
}
