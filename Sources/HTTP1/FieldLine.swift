// SPDX-License-Identifier: Apache-2.0

/// One line of a field section (RFC 9112 §5), without the white space around its value.
struct FieldLine: Equatable {
    let name: Range<Int>
    let value: Range<Int>

    /// `range` is not empty and holds no control character but the tab.
    init(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) throws(HTTPFault) {
        let first = bytes[range.lowerBound]
        guard first != ASCII.space, first != ASCII.tab else { throw .badRequest(.foldedField) }
        var colon = range.lowerBound
        while colon < range.upperBound, ASCII.isToken(bytes[colon]) { colon += 1 }
        guard colon < range.upperBound else { throw .badRequest(.fieldWithoutColon) }
        guard bytes[colon] == UInt8(ascii: ":") else {
            let isSpace = bytes[colon] == ASCII.space || bytes[colon] == ASCII.tab
            throw .badRequest(isSpace ? .whitespaceBeforeColon : .fieldName)
        }
        guard colon > range.lowerBound else { throw .badRequest(.fieldName) }
        name = range.lowerBound..<colon
        value = bytes.trimmed(colon + 1..<range.upperBound)
    }
}
