// SPDX-License-Identifier: Apache-2.0

/// Reads the head of one response, line by line as it arrives.
struct ResponseParser: Equatable, Sendable {
    private var scanner = LineScanner()
    private var line: StatusLine?
    private var section = FieldSection()
    private var facts = FramingFacts()

    enum Progress {
        case more
        /// The head, and how many bytes it had.
        case complete(ResponseHead, Int)
    }

    /// Goes on reading; `bytes` begin where the head does.
    ///
    /// `isToHead` says that HEAD was asked.
    mutating func advance(
        _ bytes: borrowing Span<UInt8>,
        isToHead: Bool,
        _ limits: ClientLimits
    ) throws(ResponseFault) -> Progress {
        let parsing = limits.parsing
        while true {
            let room = line == nil ? limits.statusLineBytes : section.room(parsing)
            switch scanner.next(in: bytes, limit: max(0, room)) {
            case .more:
                return .more
            case .flaw(let flaw):
                throw .grammar(flaw)
            case .tooLong:
                guard line == nil else { throw .fieldsTooLarge(limit: limits.fieldBytes) }
                throw .statusLineTooLong(limit: limits.statusLineBytes)
            case .line(let range):
                guard let line else {
                    self.line = try StatusLine(bytes, range)
                    section.reserve()
                    continue
                }
                guard !range.isEmpty else {
                    let count = scanner.lineStart
                    return .complete(try head(line, bytes, count, isToHead, limits), count)
                }
                do throws(HTTPFault) {
                    let field = try section.take(range, bytes, parsing)
                    try facts.note(field, bytes)
                } catch {
                    throw ResponseFault(error, limits: limits)
                }
            }
        }
    }

    private func head(
        _ line: StatusLine,
        _ bytes: borrowing Span<UInt8>,
        _ count: Int,
        _ isToHead: Bool,
        _ limits: ClientLimits
    ) throws(ResponseFault) -> ResponseHead {
        let stated: BodyLength?
        do throws(HTTPFault) {
            stated = try facts.bodyLength(line.version)
        } catch {
            throw ResponseFault(error, limits: limits)
        }
        var keepsAlive = facts.keepsAlive(line.version)
        var length = stated
        if !line.status.allowsContent || isToHead {
            length = BodyLength.none
            // Content beside a status that has none is sent by mistake, and would be taken for the
            // next response; only 304 and the answer to HEAD speak of content elsewhere.
            let speaks = isToHead || line.status == .notModified
            if !speaks, let stated, stated != BodyLength.none { keepsAlive = false }
        } else if length == nil {
            keepsAlive = false
        }
        let storage = bytes.extracting(0..<count).withUnsafeBufferPointer { Array($0) }
        return ResponseHead(
            status: line.status,
            version: line.version,
            fields: HeaderFields(storage: storage, entries: section.entries),
            length: length,
            keepsAlive: keepsAlive
        )
    }
}
