// SPDX-License-Identifier: Apache-2.0

import HTTP1

/// Heads that came a moment ago, and where they led.
///
/// A client that polls sends the same bytes again and again. What a head means, whether it is
/// admitted and which handler it is for follow from its bytes alone while the rules stay the same,
/// so a head that comes again byte for byte is neither read nor judged anew; its handler runs as
/// ever.
struct RecentHeads {
    struct Entry {
        let head: RequestHead
        let dispatch: Dispatch
        /// What was admitted under other rules is judged again.
        let admissionVersion: UInt64
    }

    private var entries: [Entry] = []
    private var oldest = 0

    private static let capacity = 8
    /// Bytes of a head that is worth keeping.
    private static let largest = 1024

    /// What `bytes` begin with, if it was kept.
    func first(of bytes: UnsafeRawBufferPointer, admissionVersion: UInt64) -> Entry? {
        for index in entries.indices
        where entries[index].admissionVersion == admissionVersion
            && entries[index].head.begins(bytes)
        {
            return entries[index]
        }
        return nil
    }

    /// Keeps a head that led to a handler, in the place of the one that was kept first.
    mutating func keep(_ entry: Entry) {
        guard case .run = entry.dispatch, let count = entry.head.byteCount, count <= Self.largest
        else { return }
        guard entries.count == Self.capacity else { return entries.append(entry) }
        entries[oldest] = entry
        oldest = (oldest + 1) % Self.capacity
    }
}
