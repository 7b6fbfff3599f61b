// SPDX-License-Identifier: Apache-2.0

/// Folds bytes the way the protocol does: LZW with 8-bit literals, codes of 9 to 12 bits packed
/// least significant bit first (spec §5.4).
struct LZWEncoder {
    private var output: [UInt8] = []
    private var pendingBits: UInt32 = 0
    private var pendingCount: UInt32 = 0

    private var table: LZWTable
    /// The code most recently given out; literals and the two control codes come before.
    private var high = LZWCode.end
    private var width: UInt32 = LZWCode.leastWidth

    static func encode(_ input: [UInt8]) -> [UInt8] {
        var encoder = LZWEncoder(inputCount: input.count)
        input.withUnsafeBufferPointer { encoder.encode($0) }
        return encoder.output
    }

    private init(inputCount: Int) {
        table = LZWTable(inputCount: inputCount)
        output.reserveCapacity(inputCount / 2 + 16)
    }

    private mutating func encode(_ input: UnsafeBufferPointer<UInt8>) {
        emit(LZWCode.clear)
        if let first = input.first {
            var code = UInt32(first)
            var index = 1
            while index < input.count {
                code = extend(code, by: input[index])
                index += 1
            }
            emit(code)
            _ = advance()
        }
        emit(LZWCode.end)
        if pendingCount > 0 { output.append(UInt8(truncatingIfNeeded: pendingBits)) }
    }

    /// The code for the match and this byte, or, having emitted the match, for the byte alone.
    private mutating func extend(_ code: UInt32, by byte: UInt8) -> UInt32 {
        let pair = code << 8 | UInt32(byte)
        let slot = table.slot(of: pair)
        if let longer = table.code(at: slot) { return longer }
        emit(code)
        if advance() { table.record(high, for: pair, at: slot) }
        return UInt32(byte)
    }

    /// Gives out the next code; `false` when that ended in a clear, and the pair is not kept.
    private mutating func advance() -> Bool {
        high += 1
        if high == 1 << width { width += 1 }
        guard high == LZWCode.last else { return true }
        emit(LZWCode.clear)
        table.clear()
        high = LZWCode.end
        width = LZWCode.leastWidth
        return false
    }

    private mutating func emit(_ code: UInt32) {
        pendingBits |= code << pendingCount
        pendingCount += width
        while pendingCount >= 8 {
            output.append(UInt8(truncatingIfNeeded: pendingBits))
            pendingBits >>= 8
            pendingCount -= 8
        }
    }
}
