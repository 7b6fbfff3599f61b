// SPDX-License-Identifier: Apache-2.0

/// A walk over the first bytes of an input, which choose what is done with the others.
struct Choices {
    private var rest: ArraySlice<UInt8>

    init(_ input: UnsafeRawBufferPointer) { rest = ArraySlice(input) }

    /// The next byte; 0 where there is none.
    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    /// Up to that many of the next bytes.
    mutating func take(_ count: Int) -> [UInt8] {
        let taken = [UInt8](rest.prefix(count))
        rest = rest.dropFirst(count)
        return taken
    }

    /// All that is left.
    var bytes: [UInt8] { [UInt8](rest) }
}

extension UInt8 {
    /// Bytes cut at places that grow or shrink by this choice.
    func pieces(of bytes: [UInt8]) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var size = Int(self % 16)
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(size)
            pieces.append([UInt8](piece))
            rest = rest.dropFirst(piece.count)
            size = (size * 5 + Int(self / 16) + 1) % 67
        }
        return pieces
    }
}
