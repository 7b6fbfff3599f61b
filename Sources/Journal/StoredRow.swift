// SPDX-License-Identifier: Apache-2.0

/// One row of an answer, whose columns are asked for by their place.
struct StoredRow: Equatable {
    let values: [StoredValue]

    func integer(_ column: Int) throws(StorageFailure) -> Int64 {
        guard case .integer(let number) = values[column] else { throw wrong(column) }
        return number
    }

    func count(_ column: Int) throws(StorageFailure) -> Int { Int(try integer(column)) }

    func number(_ column: Int) throws(StorageFailure) -> UInt64 {
        UInt64(bitPattern: try integer(column))
    }

    func bytes(_ column: Int) throws(StorageFailure) -> [UInt8] {
        guard case .bytes(let bytes) = values[column] else { throw wrong(column) }
        return bytes
    }

    func optionalBytes(_ column: Int) throws(StorageFailure) -> [UInt8]? {
        values[column] == .null ? nil : try bytes(column)
    }

    func name(_ column: Int) throws(StorageFailure) -> String {
        String(decoding: try bytes(column), as: UTF8.self)
    }

    func optionalName(_ column: Int) throws(StorageFailure) -> String? {
        values[column] == .null ? nil : try name(column)
    }

    func text(_ column: Int) throws(StorageFailure) -> String {
        guard case .text(let text) = values[column] else { throw wrong(column) }
        return text
    }

    private func wrong(_ column: Int) -> StorageFailure {
        .malformed("a row has a value of the wrong kind in column \(column)")
    }
}
