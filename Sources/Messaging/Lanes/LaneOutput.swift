// SPDX-License-Identifier: Apache-2.0

/// Bytes that a connection has to send, in memory that is used again.
struct LaneOutput: Sendable {
    private var storage: [UInt8] = []
    private var start = 0
    private var end = 0

    /// Bytes that are not sent.
    var count: Int { end - start }

    func withUnsent<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try storage.span.bytes.withUnsafeBytes { (bytes) throws(Failure) in
            try body(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
        }
    }

    /// Calls `body` with room for `count` bytes behind the last, all of which it writes.
    mutating func append<Result>(
        _ count: Int,
        _ body: (UnsafeMutableRawBufferPointer) -> Result
    ) -> Result {
        makeRoom(count)
        let range = end..<end + count
        end += count
        return storage.withUnsafeMutableBytes {
            body(UnsafeMutableRawBufferPointer(rebasing: $0[range]))
        }
    }

    mutating func append(_ bytes: [UInt8]) {
        append(bytes.count) { $0.copyBytes(from: bytes) }
    }

    mutating func sent(_ count: Int) {
        start += min(max(0, count), self.count)
        if start == end { (start, end) = (0, 0) }
    }

    /// Gives up memory that is not needed now.
    mutating func rest() {
        if count == 0 { storage = [] }
    }

    private mutating func makeRoom(_ needed: Int) {
        guard storage.count - end < needed else { return }
        if start > 0 {
            storage.withUnsafeMutableBytes { bytes in
                bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
            }
            (start, end) = (0, end - start)
        }
        guard storage.count - end < needed else { return }
        let size = max(end + needed, 2 * storage.count, 2_048)
        storage.append(contentsOf: [UInt8](repeating: 0, count: size - storage.count))
    }
}
