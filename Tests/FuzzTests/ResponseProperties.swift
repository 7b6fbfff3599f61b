// SPDX-License-Identifier: Apache-2.0

import Determinism

@testable import HTTP1

/// A client's connection: however a response is split, and whether its content goes past the
/// machine or through it, the same comes of it, in order, and no more is held than limits allow.
///
/// The first byte of an input chooses the pieces; the second whether HEAD was asked and whether the
/// server closes.
enum ResponseProperties {
    /// What came of a response, the pieces of its content joined.
    private struct Record: Equatable {
        var heads: [ResponseHead] = []
        var content: [UInt8] = []
        var end: HeaderFields?
        var failure: ClientFailure?
        var isIdle = false

        var isOver: Bool { end != nil || failure != nil }
    }

    /// Small, so that inputs reach them.
    private static var limits: ClientLimits {
        var limits = ClientLimits()
        limits.statusLineBytes = 64
        limits.fields = 12
        limits.fieldBytes = 256
        limits.chunkLineBytes = 24
        limits.interimResponses = 3
        limits.readAheadBytes = 64
        return limits
    }

    /// Throws what does not hold for this input.
    static func check(_ input: UnsafeRawBufferPointer) throws(BrokenProperty) {
        var choices = Choices(input)
        let pieces = choices.byte()
        let choice = choices.byte()
        let bytes = choices.bytes
        let whole = try record(of: [bytes], choice, passes: false)
        try expect(try record(of: pieces.pieces(of: bytes), choice, passes: false), whole, "cut")
        try expect(try record(of: pieces.pieces(of: bytes), choice, passes: true), whole, "passed")
        let single = bytes.map { [$0] }
        try expect(try record(of: single, choice, passes: false), whole, "byte by byte")
        try checkPlainly(bytes, whole)
    }

    private static func expect(
        _ record: Record,
        _ whole: Record,
        _ how: String
    ) throws(BrokenProperty) {
        try hold(record == whole, "\(how): \(record), not \(whole)")
    }

    /// What comes of these pieces; with `passes`, content goes past the machine where it may.
    private static func record(
        of pieces: [[UInt8]],
        _ choice: UInt8,
        passes: Bool
    ) throws(BrokenProperty) -> Record {
        var connection = ClientConnection(limits: limits, at: .origin)
        let method: HTTPMethod = choice & 1 == 1 ? .head : .get
        connection.send(ClientRequest(method, "/", fields: ["Host": "a"]), at: .origin)
        connection.sent(connection.unsentCount, at: .origin)
        var record = Record()
        for piece in pieces {
            var rest = piece[...]
            while !rest.isEmpty {
                let ahead = passes ? min(connection.contentAhead, rest.count) : 0
                if ahead > 0 {
                    record.content += rest.prefix(ahead)
                    connection.passed(ahead, at: .origin)
                    rest = rest.dropFirst(ahead)
                } else {
                    // One byte at a time, so that it is seen where content begins.
                    let count = passes ? 1 : rest.count
                    rest.prefix(count).withUnsafeBytes { connection.receive($0, at: .origin) }
                    rest = rest.dropFirst(count)
                }
                try listen(&connection, &record)
                let held = connection.input.count - connection.consumed
                try hold(held <= 64 + 256 + 66, "\(held) bytes are held")
            }
        }
        if choice & 2 == 2 {
            connection.receiveEnd()
            try listen(&connection, &record)
            try hold(record.isOver, "the server has closed, and it goes on")
        }
        record.isIdle = connection.isIdle
        if record.isIdle { try hold(record.end != nil, "it is idle without an end") }
        return record
    }

    /// Hears what there is, which must come in order.
    private static func listen(
        _ connection: inout ClientConnection,
        _ record: inout Record
    ) throws(BrokenProperty) {
        while let event = connection.next(at: .origin) {
            try hold(!record.isOver, "\(event) comes behind the end")
            let isInBody = record.heads.last.map { $0.status.code >= 200 } ?? false
            switch event {
            case .interim(let head):
                try hold(!isInBody && head.status.code < 200, "an interim response in a body")
                try hold(head.status.code != 101, "101 was taken")
                record.heads.append(head)
            case .head(let head):
                try hold(!isInBody && head.status.code >= 200, "a second head")
                record.heads.append(head)
            case .body(let content):
                try hold(isInBody && !content.isEmpty, "content without a head")
                record.content += content
            case .end(let trailers):
                try hold(isInBody, "an end without a head")
                record.end = trailers
            case .failed(let failure): record.failure = failure
            }
        }
    }

    /// A whole response with a length has its content where a plain reading finds it.
    private static func checkPlainly(
        _ bytes: [UInt8],
        _ record: Record
    ) throws(BrokenProperty) {
        guard record.end != nil, let head = record.heads.last else { return }
        let text = Array("\r\n\r\n".utf8)
        var rest = bytes[...]
        for _ in record.heads {
            guard let end = rest.indices.first(where: { rest[$0...].starts(with: text) }) else {
                throw BrokenProperty(description: "there is no end of a head")
            }
            rest = rest[(end + 4)...]
        }
        switch head.length {
        case .some(.none): try hold(record.content.isEmpty, "content where there is none")
        case .bytes(let count):
            try hold(record.content == Array(rest.prefix(count)), "other content")
            try hold(record.content.count == count, "less content than was said")
        case .chunked: try hold(record.content.count < rest.count, "more content than bytes")
        case nil: try hold(record.content == Array(rest), "other content until the close")
        }
    }
}
