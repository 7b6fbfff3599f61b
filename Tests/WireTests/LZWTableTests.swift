// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Wire

/// What no encoder that we know writes, and every decoder must read: spec §5.4.
@Suite struct LZWTableTests {
    /// Packs codes as a peer would that clears only when it is told to.
    private struct CodeWriter {
        private(set) var bytes: [UInt8] = []
        private var bits: UInt32 = 0
        private var pending: UInt32 = 0
        private var high = LZWCode.end
        private var width = LZWCode.leastWidth

        mutating func write(_ code: UInt32) {
            bits |= code << pending
            pending += width
            while pending >= 8 {
                bytes.append(UInt8(truncatingIfNeeded: bits))
                bits >>= 8
                pending -= 8
            }
            if code == LZWCode.clear {
                high = LZWCode.end
                width = LZWCode.leastWidth
            } else if code != LZWCode.end {
                high += 1
                if high == 1 << width {
                    if width < LZWCode.greatestWidth { width += 1 } else { high = LZWCode.last }
                }
            }
        }

        mutating func end() -> [UInt8] {
            write(LZWCode.end)
            if pending > 0 { bytes.append(UInt8(truncatingIfNeeded: bits)) }
            return bytes
        }
    }

    /// A full table: codes 258 to 4095 stand for the pairs of neighbours in `literals`.
    private func fullTable() -> (writer: CodeWriter, literals: [UInt8]) {
        var writer = CodeWriter()
        var random = SeededGenerator(seed: 3)
        let count = Int(LZWCode.last - LZWCode.firstFree) + 2
        let literals = (0..<count).map { _ in UInt8(random.next() >> 56) }
        for literal in literals { writer.write(UInt32(literal)) }
        return (writer, literals)
    }

    @Test func `a full table stays as it is until a clear`() throws {
        var (writer, literals) = fullTable()
        var expected = literals
        // The last code, the first one, literals, and the last code still the same.
        for code in [LZWCode.last, LZWCode.firstFree, 65, 66, LZWCode.last] {
            writer.write(code)
            switch code {
            case LZWCode.last: expected += literals.suffix(2)
            case LZWCode.firstFree: expected += literals.prefix(2)
            default: expected.append(UInt8(code))
            }
        }
        writer.write(LZWCode.clear)
        for code in [97, LZWCode.firstFree] { writer.write(code) }
        expected += [97, 97, 97]
        #expect(try LZWDecoder.decode(writer.end(), limit: 1 << 20) == expected)
    }

    @Test func `a code is unknown until its turn`() {
        for (codes, unknown) in [
            ([258], 258), ([65, 259], 259), ([65, 66, 260], 260), ([65, 256, 258], 258),
        ] as [([UInt32], UInt16)] {
            var writer = CodeWriter()
            for code in codes { writer.write(code) }
            let bytes = writer.end()
            #expect(throws: DecompressionError.unknownCode(unknown)) {
                try LZWDecoder.decode(bytes, limit: 100)
            }
        }
    }

    @Test func `clears may come one after another, and the end at once`() throws {
        var writer = CodeWriter()
        for code in [256, 256, 65, 256, 256, 66, 258] as [UInt32] { writer.write(code) }
        #expect(try LZWDecoder.decode(writer.end(), limit: 4) == [65, 66, 66, 66])
        var empty = CodeWriter()
        #expect(try LZWDecoder.decode(empty.end(), limit: 0) == [])
    }
}
