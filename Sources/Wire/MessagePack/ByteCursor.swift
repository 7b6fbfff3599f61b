// SPDX-License-Identifier: Apache-2.0

/// A bounds-checked walk over bytes that someone else owns; it must not outlive them.
///
/// Every dereference of untrusted bytes goes through here, and none happens without a check.
struct ByteCursor {
    let bytes: UnsafeRawBufferPointer
    private(set) var offset: Int

    init(_ bytes: UnsafeRawBufferPointer, at offset: Int = 0) {
        precondition(offset >= 0 && offset <= bytes.count, "no offset \(offset) in \(bytes.count)")
        self.bytes = bytes
        self.offset = offset
    }

    var remaining: Int { bytes.count - offset }

    /// What to throw about a value that begins where the cursor already was.
    func unexpectedFormat(at start: Int) -> DecodeError {
        guard start >= 0, start < bytes.count else { return .truncated(at: start) }
        return .unexpectedFormat(bytes[start], at: start)
    }

    mutating func byte() throws(DecodeError) -> UInt8 {
        guard offset < bytes.count else { throw .truncated(at: offset) }
        defer { offset += 1 }
        return bytes[offset]
    }

    /// An unsigned integer, most significant byte first.
    mutating func bigEndian<Integer: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _: Integer.Type
    ) throws(DecodeError) -> Integer {
        guard remaining >= MemoryLayout<Integer>.size else { throw .truncated(at: offset) }
        defer { offset += MemoryLayout<Integer>.size }
        return Integer(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Integer.self))
    }

    /// The next `count` bytes, still owned by whoever owns them all.
    mutating func take(_ count: Int) throws(DecodeError) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= remaining else { throw .truncated(at: offset) }
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
    }
}
