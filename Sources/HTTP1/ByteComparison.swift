// SPDX-License-Identifier: Apache-2.0

extension Span<UInt8> {
    /// Whether the bytes in `range` are `text`.
    func holds(_ text: StaticString, at range: Range<Int>) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        for offset in 0..<wanted.count where self[range.lowerBound + offset] != wanted[offset] {
            return false
        }
        return true
    }

    /// Whether the bytes in `range` are `text`, which is in lowercase, in any case.
    func holdsIgnoringCase(_ text: StaticString, at range: Range<Int>) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        for offset in 0..<wanted.count
        where ASCII.lowercased(self[range.lowerBound + offset]) != wanted[offset] {
            return false
        }
        return true
    }

    /// `range` without the spaces and tabs at its ends (OWS, RFC 9110 §5.6.3).
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, self[start] == ASCII.space || self[start] == ASCII.tab { start += 1 }
        while start < end, self[end - 1] == ASCII.space || self[end - 1] == ASCII.tab { end -= 1 }
        return start..<end
    }

    /// The next element of a list that commas separate, trimmed; moves `start` behind it.
    ///
    /// - Returns: `nil` when `start` has passed `end`.
    func nextListElement(from start: inout Int, to end: Int) -> Range<Int>? {
        guard start <= end else { return nil }
        var comma = start
        while comma < end, self[comma] != UInt8(ascii: ",") { comma += 1 }
        defer { start = comma + 1 }
        return trimmed(start..<comma)
    }

    func string(_ range: Range<Int>) -> String {
        extracting(range).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
}
