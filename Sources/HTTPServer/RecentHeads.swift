// SPDX-License-Identifier: Apache-2.0

import HTTP1

/// Heads that came a moment ago, and where they led.
///
/// A client that polls sends the same bytes again and again. What a head means, whether it is
/// admitted and which handler it is for follow from its bytes alone while the rules stay the same,
/// so a head that comes again byte for byte is neither read nor judged anew; its handler runs as
/// ever.
struct RecentHeads {
    private struct Entry {
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
    func first(of bytes: UnsafeRawBufferPointer, admissionVersion: UInt64) -> Dispatch? {
        for entry in entries
        where entry.admissionVersion == admissionVersion && entry.dispatch.head.begins(bytes) {
            return entry.dispatch
        }
        return nil
    }

    /// Keeps a head that led to a handler, in the place of the one that was kept first.
    mutating func keep(_ dispatch: Dispatch, admissionVersion: UInt64) {
        guard case .run = dispatch.step, let count = dispatch.head.byteCount,
            count <= Self.largest
        else { return }
        let entry = Entry(dispatch: dispatch, admissionVersion: admissionVersion)
        guard entries.count == Self.capacity else { return entries.append(entry) }
        entries[oldest] = entry
        oldest = (oldest + 1) % Self.capacity
    }
}
