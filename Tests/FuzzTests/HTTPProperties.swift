// SPDX-License-Identifier: Apache-2.0

@testable import HTTP1

/// One connection: however its bytes are split and its answers taken, it answers the same, holds
/// no more than its limits allow, and what it writes can be read.
///
/// The first byte of an input chooses the pieces, the second how the answers are taken.
enum HTTPProperties {
    /// Throws what does not hold for this input.
    static func check(_ input: UnsafeRawBufferPointer) throws(BrokenProperty) {
        var choices = Choices(input)
        let choice = choices.byte()
        let greed = 1 + Int(choices.byte())
        let bytes = choices.bytes
        let whole = try HTTPDriver.run([bytes], taking: .max)
        try HTTPResponses.check(whole.output, whole.responses)
        let split = try HTTPDriver.run(choice.pieces(of: bytes), taking: greed)
        try expect(split, whole, "in pieces")
        if bytes.count <= 256 {
            let single = try HTTPDriver.run(bytes.map { [$0] }, taking: greed)
            try expect(single, whole, "byte by byte")
        }
    }

    private static func expect(
        _ record: HTTPDriver.Record,
        _ whole: HTTPDriver.Record,
        _ how: String
    ) throws(BrokenProperty) {
        try hold(record.events == whole.events, "\(how): \(record.events), not \(whole.events)")
        try hold(record.output == whole.output, "\(how), other bytes go out")
        try hold(record == whole, "\(how), it ends otherwise")
    }
}
