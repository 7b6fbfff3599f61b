// SPDX-License-Identifier: Apache-2.0

/// The fields of one head while its lines arrive, within limits.
struct FieldSection: Equatable, Sendable {
    private(set) var entries: [HeaderFields.Entry] = []
    private var byteCount = 0

    /// Bytes that the next line may have.
    func room(_ limits: HTTPLimits) -> Int { max(0, limits.fieldBytes - byteCount) }

    /// Makes room for as many fields as most heads have.
    mutating func reserve() { entries.reserveCapacity(8) }

    /// Takes the line that lies in `range`, which is not empty.
    mutating func take(
        _ range: Range<Int>,
        _ bytes: borrowing Span<UInt8>,
        _ limits: HTTPLimits
    ) throws(HTTPFault) -> FieldLine {
        guard entries.count < limits.fields else { throw .tooManyFields(limit: limits.fields) }
        byteCount += range.count + 2
        guard byteCount <= limits.fieldBytes else {
            throw .fieldsTooLarge(limit: limits.fieldBytes)
        }
        let field = try FieldLine(bytes, range)
        entries.append(HeaderFields.Entry(name: field.name, value: field.value))
        return field
    }
}
