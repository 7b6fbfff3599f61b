// SPDX-License-Identifier: Apache-2.0

@testable import HTTP1

/// A relayed message of a hostile peer: however its bytes are split it is read the same, nothing
/// that is read could break out of a line of HTTP, and what is read can be sent on.
enum RelayProperties {
    private struct Record: Equatable {
        var events: [RelayEvent] = []
        var content: [UInt8] = []
        var fault: RelayFault?
    }

    /// Throws what does not hold for this input; its first byte chooses the side and the pieces.
    static func check(_ input: UnsafeRawBufferPointer) throws(BrokenProperty) {
        var choices = Choices(input)
        let choice = choices.byte()
        let kind: RelayReader.Kind =
            choice % 3 == 0 ? .request : .response(isToHead: choice % 3 == 1)
        let bytes = choices.bytes
        var limits = RelayLimits()
        limits.headBytes = 512
        limits.fields = 8
        let whole = try read([bytes], kind, limits)
        let split = try read(choice.pieces(of: bytes), kind, limits)
        try hold(split == whole, "in pieces: \(split), not \(whole)")
        let single = try read(bytes.map { [$0] }, kind, limits)
        try hold(single == whole, "byte by byte: \(single), not \(whole)")
        if whole.fault == nil { try checkAgain(whole, kind) }
    }

    private static func read(
        _ pieces: [[UInt8]],
        _ kind: RelayReader.Kind,
        _ limits: RelayLimits
    ) throws(BrokenProperty) -> Record {
        var reader = RelayReader(kind, limits: limits)
        var record = Record()
        do throws(RelayFault) {
            for piece in pieces {
                reader.receive(piece)
                while let event = try reader.next() {
                    if case .content(let bytes) = event {
                        record.content += bytes
                    } else {
                        record.events.append(event)
                    }
                }
            }
            try reader.finish()
        } catch {
            record.fault = error
        }
        for event in record.events { try checkLines(event) }
        return record
    }

    private static func checkLines(_ event: RelayEvent) throws(BrokenProperty) {
        let fields: HeaderFields
        switch event {
        case .request(let head):
            fields = head.fields
            let line = head.method.name + head.target
            try hold(line.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "a line that is none")
        case .response(let head): fields = head.fields
        case .end(let trailers): fields = trailers
        case .goOn, .refusal, .content: return
        }
        try hold(fields.count <= 8, "more fields than may be")
        for entry in fields.entries {
            let value = fields.storage[entry.value]
            try hold(!value.contains { $0 == 0x0D || $0 == 0x0A || $0 == 0 }, "a broken line")
        }
    }

    /// What was read whole is read the same when it is written again.
    private static func checkAgain(
        _ record: Record,
        _ kind: RelayReader.Kind
    ) throws(BrokenProperty) {
        var bytes: [UInt8] = []
        for event in record.events {
            switch event {
            case .request(let head): bytes += RelayWriter.request(head) ?? []
            case .response(let head): bytes += RelayWriter.response(head) ?? []
            case .goOn: bytes += RelayWriter.goOn
            case .refusal(let refusal): bytes += RelayWriter.refusal(refusal)
            case .end(let trailers):
                if !record.content.isEmpty { bytes += RelayWriter.content(record.content[...]) }
                bytes += RelayWriter.end(trailers)
            case .content: break
            }
        }
        // A sentence that was no text has grown.
        let again = try read([bytes], kind, RelayLimits())
        try hold(again == record, "written again: \(again), not \(record)")
    }
}
