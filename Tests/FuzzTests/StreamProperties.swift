// SPDX-License-Identifier: Apache-2.0

@testable import Wire

/// One side of a conversation: sizes of pieces change nothing, and a frame read can be told on.
///
/// The first byte of an input chooses side and pieces.
enum StreamProperties {
    /// Throws what does not hold for this input.
    static func check(_ input: UnsafeRawBufferPointer) throws(BrokenProperty) {
        var choices = Choices(input)
        let choice = choices.byte()
        let side: StreamDecoder.Side = choice & 1 == 0 ? .acceptor : .dialer
        let bytes = choices.bytes
        let label = side == .acceptor ? ownLabel(bytes) : []
        let whole = outcome(of: [bytes], side, label)
        let split = outcome(of: pieces(of: bytes, chosenBy: choice >> 1), side, label)
        try hold(split == whole, "whole: \(whole), in pieces: \(split)")
        if bytes.count <= 256 {
            let single = outcome(of: bytes.map { [$0] }, side, label)
            try hold(single == whole, "whole: \(whole), byte by byte: \(single)")
        }
        switch whole {
        case .success(.some(let frame)): try checkFixpoint(frame, side, label)
        case .success(nil):
            try hold(bytes.isEmpty, "the stream ended within a frame, and nothing was said")
        case .failure(let error):
            try hold(!error.reason.isEmpty && !error.description.isEmpty, "an error without words")
        }
    }

    /// Small, so that a bomb is found by its effect on the count and not on the clock.
    private static func limits() -> StreamLimits {
        var limits = StreamLimits()
        limits.frameBytes = 256 << 10
        limits.members = 4_096
        return limits
    }

    private static func decoder(_ side: StreamDecoder.Side, _ label: [UInt8]) -> StreamDecoder {
        StreamDecoder(side: side, label: label, limits: limits())
    }

    private static func ownLabel(_ bytes: [UInt8]) -> [UInt8] {
        let reading = bytes.withUnsafeBytes { LabelHeader.read($0) }
        guard case .present(let range) = reading else { return [] }
        return [UInt8](bytes[range])
    }

    /// Cut at places that grow or shrink by the choice; empty pieces are among them.
    private static func pieces(of bytes: [UInt8], chosenBy choice: UInt8) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var size = Int(choice % 16)
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(size)
            pieces.append([UInt8](piece))
            rest = rest.dropFirst(piece.count)
            size = (size * 5 + Int(choice / 16) + 1) % 67
        }
        return pieces
    }

    /// What comes of these pieces and the end of the stream.
    private static func outcome(
        of pieces: [[UInt8]],
        _ side: StreamDecoder.Side,
        _ label: [UInt8]
    ) -> Result<StreamFrame?, StreamError> {
        var decoder = decoder(side, label)
        do {
            for piece in pieces {
                if let frame = try decoder.receive(piece) { return .success(frame) }
            }
            try decoder.receiveEnd()
            return .success(nil)
        } catch {
            return .failure(error)
        }
    }

    private static func checkFixpoint(
        _ frame: StreamFrame,
        _ side: StreamDecoder.Side,
        _ label: [UInt8]
    ) throws(BrokenProperty) {
        for compression in [false, true] {
            let encoder = StreamEncoder(label: label, compression: compression)
            let bytes = side == .acceptor ? encoder.request(frame) : encoder.reply(frame)
            // An empty map announces a member in one byte; written by us it is a whole state.
            guard frame.encoded().count <= limits().frameBytes else { return }
            let again = outcome(of: [bytes], side, label)
            try hold(again == .success(frame), "\(frame) was read back as \(again)")
        }
    }
}
