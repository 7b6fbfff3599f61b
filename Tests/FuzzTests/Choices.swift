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
