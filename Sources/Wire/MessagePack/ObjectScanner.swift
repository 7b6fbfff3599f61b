// SPDX-License-Identifier: Apache-2.0

/// Finds where one msgpack object ends, while its bytes are still arriving.
///
/// Each byte is looked at once, however small the pieces are; nothing is allocated but the
/// stack of open containers, which is bounded by ``WireLimits/objectDepth``.
struct ObjectScanner {
    /// Values still missing in each open container, outermost first.
    private var missing: [Int]
    /// How far the object is known to reach; maybe beyond what is here.
    private var reach: Int

    /// A scanner for an object that begins at `start`, within that many containers already.
    init(at start: Int = 0, within containers: Int = 0) {
        missing = [Int](repeating: 0, count: containers) + [1]
        reach = start
    }

    /// The offset where the object ends once all of it is here, `nil` while more is needed.
    ///
    /// `bytes` are all there are so far. An object that would end beyond `limit` is refused when
    /// its headers say so, before the bytes arrive.
    mutating func advance(
        over bytes: UnsafeRawBufferPointer,
        limit: Int
    ) throws(DecodeError) -> Int? {
        while let values = missing.last {
            guard values > 0 else {
                missing.removeLast()
                continue
            }
            guard reach < bytes.count else { return nil }
            var cursor = ByteCursor(bytes, at: reach)
            guard let token = try head(&cursor) else { return nil }
            missing[missing.count - 1] = values - 1
            try step(over: token, ending: cursor.offset)
            guard reach <= limit else { throw .tooLarge(limit: limit) }
        }
        return reach <= bytes.count ? reach : nil
    }

    private func head(_ cursor: inout ByteCursor) throws(DecodeError) -> MessagePackToken? {
        do {
            return try cursor.token()
        } catch .truncated {
            return nil
        }
    }

    private mutating func step(
        over token: MessagePackToken,
        ending offset: Int
    ) throws(DecodeError) {
        reach = offset
        switch token {
        case .null, .bool, .unsigned, .signed: break
        case .bytes(let count), .opaque(let count): reach += count
        case .array(let count): try open(count)
        case .map(let count): try open(2 * count)
        }
    }

    private mutating func open(_ values: Int) throws(DecodeError) {
        guard missing.count <= WireLimits.objectDepth else { throw .nestedTooDeep(at: reach) }
        missing.append(values)
    }
}
