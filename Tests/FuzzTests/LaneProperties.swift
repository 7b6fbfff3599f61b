// SPDX-License-Identifier: Apache-2.0

import Determinism

@testable import Messaging
@testable import Wire

/// One connection of a lane: however its bytes are split, it says the same, holds no more than it
/// may, and what it writes can be read.
///
/// The first byte of an input chooses the pieces, the second what the others are: records as they
/// are, frames that are put into one record, or an opening.
enum LaneProperties {
    /// Throws what does not hold for this input.
    static func check(_ input: UnsafeRawBufferPointer) throws(BrokenProperty) {
        var choices = Choices(input)
        let choice = choices.byte()
        let kind = choices.byte() % 4
        let bytes = choices.bytes
        if kind == 0 { return try checkGreeting(bytes) }
        let records = kind == 1 ? bytes : LaneDriver.record(bytes)
        let whole = try LaneDriver.run([records])
        let split = try LaneDriver.run(choice.pieces(of: records))
        try hold(split == whole, "in pieces: \(split.events), whole: \(whole.events)")
        if records.count <= 256 {
            let single = try LaneDriver.run(records.map { [$0] })
            try hold(single == whole, "byte by byte: \(single.events), whole: \(whole.events)")
        }
        try checkOutput(whole.output)
    }

    /// What is read of an opening is what is written of it.
    private static func checkGreeting(_ bytes: [UInt8]) throws(BrokenProperty) {
        guard let greeting = try? LaneGreeting(bytes) else { return }
        let encoded = greeting.encoded()
        try hold(encoded.count <= LaneOpening.contentBytes, "\(encoded.count) bytes of opening")
        switch (greeting, try? LaneGreeting(encoded)) {
        case (.hello(let hello), .hello(let again)?):
            try hold(again == hello, "a hello is read back as another")
        case (.refusal(let refusal), .refusal(let again)?):
            // The words may be no text, or cut within a character.
            try hold(
                again.code == refusal.code && again.echo == refusal.echo,
                "a refusal is read back as another"
            )
        default: throw BrokenProperty(description: "an opening is read back as nothing like it")
        }
        _ = LaneDriver.answer(to: bytes)
    }

    /// Whole records of whole frames, numbered in order.
    private static func checkOutput(_ output: [UInt8]) throws(BrokenProperty) {
        var rest = output[...]
        var last: UInt64 = 0
        while !rest.isEmpty {
            let length = try number(&rest, bytes: 4)
            try hold(length > 0 && length <= rest.count, "a record of \(length) bytes")
            var frames = rest.prefix(Int(length))
            rest = rest.dropFirst(Int(length))
            while !frames.isEmpty {
                let head = try number(&frames, bytes: 4)
                let (type, count) = (UInt8(head >> 24), Int(head & 0xFF_FFFF))
                try hold(LaneFrameType(rawValue: type) != nil, "a frame of type \(type)")
                try hold(count <= frames.count, "a frame beyond its record")
                var content = frames.prefix(count)
                frames = frames.dropFirst(count)
                guard LaneFrameType(rawValue: type)?.isNumbered == true else { continue }
                let number = try number(&content, bytes: 8)
                try hold(last == 0 || number == last + 1, "frame \(number) behind \(last)")
                last = number
            }
        }
    }

    private static func number(
        _ bytes: inout ArraySlice<UInt8>,
        bytes count: Int
    ) throws(BrokenProperty) -> UInt64 {
        try hold(bytes.count >= count, "a number is cut short")
        defer { bytes = bytes.dropFirst(count) }
        return bytes.prefix(count).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
