// SPDX-License-Identifier: Apache-2.0

/// One value of a row.
///
/// Names are stored as bytes: what peers call themselves may hold any of them, NUL too.
enum StoredValue: Equatable {
    case null
    case integer(Int64)
    case bytes([UInt8])
    /// Only SQLite's own answers have it.
    case text(String)

    static func number(_ number: UInt64) -> StoredValue { .integer(Int64(bitPattern: number)) }
    static func count(_ number: Int) -> StoredValue { .integer(Int64(number)) }
    static func name(_ name: String) -> StoredValue { .bytes(Array(name.utf8)) }
    static func name(_ name: String?) -> StoredValue { name.map { .name($0) } ?? .null }
}
