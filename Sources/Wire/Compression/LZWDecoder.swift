// SPDX-License-Identifier: Apache-2.0

/// Unfolds what ``LZWEncoder`` and every other peer folds (spec §5.4).
///
/// A code's string is always a stretch of what has been unfolded already, the previous code's
/// string and one byte more; so the table holds places in the output and no strings.
struct LZWDecoder {
    /// A code's string: where it lies in the output.
    private struct Stretch {
        var start: Int
        var count: Int
    }

    private var output: [UInt8] = []
    private let limit: Int

    /// The strings of the codes from 258 on.
    private var entries: [Stretch] = []
    private var high = LZWCode.end
    private var width = LZWCode.leastWidth
    /// The string of the code before, unless a clear or a full table made it forgotten.
    private var previous: Stretch?

    /// What was folded, if it has no more than `limit` bytes.
    static func decode(_ input: [UInt8], limit: Int) throws(DecompressionError) -> [UInt8] {
        var decoder = LZWDecoder(limit: limit)
        try decoder.decode(input)
        return decoder.output
    }

    private init(limit: Int) {
        self.limit = limit
    }

    private mutating func decode(_ input: [UInt8]) throws(DecompressionError) {
        output.reserveCapacity(min(2 * input.count, limit))
        var bits: UInt32 = 0
        var count: UInt32 = 0
        var index = 0
        while true {
            while count < width {
                guard index < input.count else { throw .endCodeMissing }
                bits |= UInt32(input[index]) << count
                count += 8
                index += 1
            }
            let code = bits & ((1 << width) - 1)
            bits >>= width
            count -= width
            switch code {
            case LZWCode.clear: reset()
            case LZWCode.end: return
            default: try take(code)
            }
        }
    }

    private mutating func reset() {
        entries.removeAll(keepingCapacity: true)
        high = LZWCode.end
        width = LZWCode.leastWidth
        previous = nil
    }

    private mutating func take(_ code: UInt32) throws(DecompressionError) {
        let start = output.count
        try append(code)
        if let previous { entries.append(grown(previous)) }
        previous = Stretch(start: start, count: output.count - start)
        advance()
    }

    private mutating func append(_ code: UInt32) throws(DecompressionError) {
        guard code >= LZWCode.clear else {
            guard output.count < limit else { throw .tooLarge(limit: limit) }
            return output.append(UInt8(truncatingIfNeeded: code))
        }
        let index = Int(code - LZWCode.firstFree)
        if index < entries.count {
            try copy(entries[index])
        } else if index == entries.count, let previous {
            // The code being made right now: the previous string and its own first byte, which
            // is the byte that the copy itself puts behind the previous string.
            try copy(grown(previous))
        } else {
            throw .unknownCode(UInt16(truncatingIfNeeded: code))
        }
    }

    /// With the byte that follows it in the output, or is about to.
    private func grown(_ string: Stretch) -> Stretch {
        Stretch(start: string.start, count: string.count + 1)
    }

    private mutating func copy(_ string: Stretch) throws(DecompressionError) {
        guard string.count <= limit - output.count else { throw .tooLarge(limit: limit) }
        var index = string.start
        let end = string.start + string.count
        while index < end {
            output.append(output[index])
            index += 1
        }
    }

    private mutating func advance() {
        high += 1
        guard high == 1 << width else { return }
        if width < LZWCode.greatestWidth {
            width += 1
        } else {
            high = LZWCode.last
            previous = nil
        }
    }
}
