// SPDX-License-Identifier: Apache-2.0

@testable import HTTP1

/// A chunked body: sizes of pieces change nothing, and what is read is what a plain reading finds.
///
/// The first byte of an input chooses the pieces.
enum ChunkedProperties {
    enum Outcome: Equatable {
        case complete(body: [UInt8], taken: Int)
        case incomplete
        case fault(HTTPFault)
    }

    /// Throws what does not hold for this input.
    static func check(_ input: UnsafeRawBufferPointer) throws(BrokenProperty) {
        var choices = Choices(input)
        let choice = choices.byte()
        let bytes = choices.bytes
        let whole = try outcome(of: [bytes])
        let split = try outcome(of: choice.pieces(of: bytes))
        try hold(split == whole, "whole: \(whole), in pieces: \(split)")
        let single = try outcome(of: bytes.map { [$0] })
        try hold(single == whole, "whole: \(whole), byte by byte: \(single)")
        guard case .complete(let body, let taken) = whole else { return }
        guard let plain = plainReading(of: bytes) else {
            throw BrokenProperty(description: "a plain reading finds no end")
        }
        try hold(plain.body == body && plain.taken == taken, "read plainly: \(plain)")
        // Told on in chunks of its own, it is the same.
        let size = 32 + Int(choice) % 32
        var again: [UInt8] = []
        for start in stride(from: 0, to: body.count, by: size) {
            let chunk = body[start..<min(body.count, start + size)]
            again += Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + [0x0D, 0x0A]
        }
        again += Array("0\r\n\r\n".utf8)
        let told = try outcome(of: [again])
        try hold(told == .complete(body: body, taken: again.count), "told on: \(told)")
    }

    /// What comes of these pieces, for a reader that keeps them and one that drops them.
    private static func outcome(of pieces: [[UInt8]]) throws(BrokenProperty) -> Outcome {
        let kept = try outcome(of: pieces, BodyReader(.chunked))
        let dropped = try outcome(of: pieces, BodyReader(.chunked, drops: true))
        switch (kept, dropped) {
        case (.complete(_, let taken), .complete(let body, let other)):
            try hold(taken == other && body.isEmpty, "dropped: \(dropped), kept: \(kept)")
        default:
            try hold(kept == dropped, "dropped: \(dropped), kept: \(kept)")
        }
        return kept
    }

    private static func outcome(
        of pieces: [[UInt8]],
        _ fresh: BodyReader
    ) throws(BrokenProperty) -> Outcome {
        var reader = fresh
        var waiting: [UInt8] = []
        var taken = 0
        let limits = HTTPDriver.limits
        for piece in pieces {
            waiting += piece
            let count: Int
            do {
                count = try reader.advance(waiting.span, limits)
            } catch {
                return .fault(error)
            }
            try hold(count <= waiting.count, "it took \(count) of \(waiting.count)")
            taken += count
            waiting.removeFirst(count)
            try hold(reader.body.count <= limits.bodyBytes, "a body beyond its limit")
            try hold(
                reader.isComplete || waiting.count <= limits.fieldBytes + 2,
                "\(waiting.count) bytes wait"
            )
            if reader.isComplete { return .complete(body: reader.body, taken: taken) }
        }
        return .incomplete
    }

    /// The same by a reading that has all bytes at hand and knows no limits.
    private static func plainReading(of bytes: [UInt8]) -> (body: [UInt8], taken: Int)? {
        var body: [UInt8] = []
        var rest = bytes[...]
        while let line = line(&rest) {
            let digits = line.prefix { $0 != UInt8(ascii: ";") }
            guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 16) else {
                return nil
            }
            guard size > 0 else { break }
            guard rest.count >= size + 2 else { return nil }
            body += rest.prefix(size)
            rest = rest.dropFirst(size + 2)
        }
        while let line = line(&rest) {
            if line.isEmpty { return (body, bytes.count - rest.count) }
        }
        return nil
    }

    private static func line(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let feed = rest.firstIndex(of: 0x0A) else { return nil }
        let line = rest[..<feed].dropLast()
        rest = rest[(feed + 1)...]
        return line
    }
}
