// SPDX-License-Identifier: Apache-2.0

/// Reads the head of one request, line by line as it arrives.
struct HeadParser: Equatable, Sendable {
    private var scanner = LineScanner()
    private var line: RequestLine?
    private var hasLine = false
    private var section = FieldSection()
    private var facts = FieldFacts()

    enum Progress {
        case more
        /// The head, and how many bytes it had.
        case complete(RequestHead, Int)
    }

    /// Whether the head that is being read asks for a response without content.
    var isHead: Bool { line?.method == .head }

    /// Goes on reading; `bytes` begin where the head does.
    mutating func advance(
        _ bytes: borrowing Span<UInt8>,
        _ limits: HTTPLimits
    ) throws(HTTPFault) -> Progress {
        while true {
            let room = hasLine ? section.room(limits) : max(0, limits.requestLineBytes)
            switch scanner.next(in: bytes, limit: room) {
            case .more:
                return .more
            case .flaw(let flaw):
                throw .badRequest(flaw)
            case .tooLong:
                guard !hasLine else { throw .fieldsTooLarge(limit: limits.fieldBytes) }
                throw .uriTooLong(limit: limits.requestLineBytes)
            case .line(let range):
                if try take(range, bytes, limits), let line {
                    let count = scanner.lineStart
                    let head = try RequestHead(
                        bytes,
                        count: count,
                        line: line,
                        entries: section.entries,
                        facts: facts
                    )
                    return .complete(head, count)
                }
            }
        }
    }

    /// - Returns: whether it was the empty line that ends the head.
    private mutating func take(
        _ range: Range<Int>,
        _ bytes: borrowing Span<UInt8>,
        _ limits: HTTPLimits
    ) throws(HTTPFault) -> Bool {
        guard hasLine else {
            hasLine = true
            line = try RequestLine(bytes, range)
            section.reserve()
            return false
        }
        guard !range.isEmpty else { return true }
        let field = try section.take(range, bytes, limits)
        try facts.note(field, bytes)
        return false
    }
}
