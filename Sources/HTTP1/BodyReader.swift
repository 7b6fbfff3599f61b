// SPDX-License-Identifier: Apache-2.0

/// Reads the body of one request, by its length or chunk by chunk (RFC 9112 §6, §7.1).
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
    /// What has come so far.
    private(set) var body: [UInt8] = []
    /// Whether the bytes are dropped instead of kept.
    private let drops: Bool

    init(_ length: BodyLength, drops: Bool = false) {
        self.drops = drops
        state =
            switch length {
            case .none: .done
            case .bytes(let count): .data(remaining: count)
            case .chunked: .chunkSize
            }
    }

    var isComplete: Bool { state == .done }

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
        state = count == remaining ? next : again(remaining - count)
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

    /// Trailers are checked, counted and dropped: they never act as fields of the head.
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
            _ = try FieldLine(bytes, line)
            return line.count + 2
        }
    }
}
