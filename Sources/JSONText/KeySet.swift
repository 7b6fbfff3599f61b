// SPDX-License-Identifier: Apache-2.0

/// The keys seen in one object, compared byte by byte.
struct KeySet {
    /// Beyond so many keys a hash table is kept, so that a hostile object costs no more than its
    /// length.
    private static let fewKeys = 8

    private var few: [String] = []
    private var many: Set<[UInt8]> = []

    /// - Returns: whether the key is new.
    mutating func insert(_ key: String) -> Bool {
        guard few.count >= Self.fewKeys else {
            // Not `==`: that also equates texts which differ in their bytes.
            let isKnown = few.contains {
                $0.utf8.count == key.utf8.count && $0.utf8.elementsEqual(key.utf8)
            }
            guard !isKnown else { return false }
            if few.isEmpty { few.reserveCapacity(Self.fewKeys) }
            few.append(key)
            return true
        }
        if many.isEmpty { many = Set(few.map { Array($0.utf8) }) }
        return many.insert(Array(key.utf8)).inserted
    }
}
