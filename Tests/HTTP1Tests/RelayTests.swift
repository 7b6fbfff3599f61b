// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing

@testable import HTTP1

/// Messages on their way between two nodes.
struct RelayTests {
    private static let request = RelayedRequest(
        .other("PURGE"),
        "/a%2Fb?c=%FF",
        fields: ["X-One": "1", "X-Two": "a\tb"],
        length: .known(5)
    )
    private static let response = RelayedResponse(.ok, fields: ["ETag": "\"x\""], length: nil)

    private static func read(
        _ pieces: [[UInt8]],
        _ kind: RelayReader.Kind
    ) throws(RelayFault) -> [RelayEvent] {
        var reader = RelayReader(kind)
        var events: [RelayEvent] = []
        for piece in pieces {
            reader.receive(piece)
            while let event = try reader.next() {
                if case .content(let more) = event, case .content(let last)? = events.last {
                    events[events.count - 1] = .content(last + more)
                } else {
                    events.append(event)
                }
            }
        }
        try reader.finish()
        return events
    }

    private func fault(_ bytes: [UInt8], _ kind: RelayReader.Kind) -> RelayFault? {
        do throws(RelayFault) {
            _ = try Self.read([bytes], kind)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a request arrives as it was sent, wherever its bytes are cut`() throws {
        let bytes =
            try #require(RelayWriter.request(Self.request))
            + RelayWriter.content(Array("hello".utf8)[...]) + RelayWriter.end(["X-Sum": "5"])
        let expected: [RelayEvent] = [
            .request(Self.request), .content(Array("hello".utf8)), .end(trailers: ["X-Sum": "5"]),
        ]
        #expect(try Self.read([bytes], .request) == expected)
        #expect(try Self.read(bytes.map { [$0] }, .request) == expected)
        for cut in bytes.indices {
            #expect(
                try Self.read([Array(bytes[..<cut]), Array(bytes[cut...])], .request) == expected
            )
        }
    }

    @Test func `a sentence that is too long is cut behind a whole character`() throws {
        let refusal = RelayRefusal(.broken, String(repeating: "\u{1F3D3}", count: 300) + "!")
        #expect(refusal.sentence == String(repeating: "\u{1F3D3}", count: 256))
        let bytes = RelayWriter.refusal(refusal)
        let kind = RelayReader.Kind.response(isToHead: false)
        #expect(try Self.read([bytes], kind) == [.refusal(refusal)])
        // What is no text is made some, and is not more for that.
        let odd: [UInt8] = [5, 0, 0, 4, 1, 5] + [UInt8](repeating: 0xFF, count: 1_024)
        guard case .refusal(let read)? = try Self.read([odd], kind).first else {
            Issue.record("no refusal")
            return
        }
        #expect(read.sentence.utf8.count == 1_023)
        #expect(try Self.read([RelayWriter.refusal(read)], kind) == [.refusal(read)])
    }

    @Test func `a response may be led by word to go on, or be a refusal`() throws {
        let kind = RelayReader.Kind.response(isToHead: false)
        let head = try #require(RelayWriter.response(Self.response))
        #expect(
            try Self.read([RelayWriter.goOn, head, RelayWriter.end()], kind)
                == [.goOn, .response(Self.response), .end(trailers: [:])]
        )
        let refusal = RelayRefusal(.notAllowed, "No.")
        #expect(try Self.read([RelayWriter.refusal(refusal)], kind) == [.refusal(refusal)])
    }

    @Test func `what a hostile peer may send is refused by name`() throws {
        let request = try #require(RelayWriter.request(Self.request))
        let response = try #require(RelayWriter.response(Self.response))
        let content = RelayWriter.content([1][...])
        let toGet = RelayReader.Kind.response(isToHead: false)
        let cases: [(bytes: [UInt8], RelayReader.Kind, RelayFault)] = [
            ([9], .request, .unexpectedType), (response, .request, .unexpectedType),
            (content, .request, .unexpectedType), (request + request, .request, .unexpectedType),
            (RelayWriter.goOn + RelayWriter.goOn, toGet, .unexpectedType),
            ([1, 0xFF, 0xFF, 0xFF, 0xFF], .request, .tooLarge),
            (request + RelayWriter.end(), .request, .length),
            (request + RelayWriter.content([1, 2, 3, 4, 5, 6]), .request, .length),
            (request + [3, 0, 0, 0, 0], .request, .malformed),
            (request, .request, .incomplete), ([], .request, .incomplete),
            (response + RelayWriter.end() + [1], toGet, .incomplete),
            (response + content + RelayWriter.end(), .response(isToHead: true), .length),
            ([1, 0, 0, 0, 1, 0], .request, .malformed),
            ([5, 0, 0, 0, 1, 99], toGet, .invalid),
        ]
        for (index, one) in cases.enumerated() {
            #expect(fault(one.bytes, one.1) == one.2, "case \(index)")
        }
    }

    @Test func `what would begin another line, or no field, is refused`() throws {
        let heads = [
            RelayedRequest(.get, "/", fields: ["X": "a\r\nEvil: 1"]),
            RelayedRequest(.get, "/", fields: ["X Y": "a"]),
            RelayedRequest(.get, "/a b", fields: [:]), RelayedRequest(.get, "x", fields: [:]),
            RelayedRequest(.other("A B"), "/", fields: [:]),
            RelayedRequest(.other("CONNECT"), "/", fields: [:]),
        ]
        for head in heads {
            #expect(fault(try #require(RelayWriter.request(head)), .request) == .invalid)
        }
    }

    @Test func `a head that cannot travel is not written`() {
        var head = RelayedRequest(.get, "/", fields: [:])
        for number in 0...512 { head.fields.append("X-\(number)", "") }
        #expect(RelayWriter.request(head) == nil)
        head.fields = ["X": String(repeating: "x", count: 70_000)]
        #expect(RelayWriter.request(head) == nil)
        #expect(RelayWriter.end(head.fields) == RelayWriter.end())
    }

    @Test func `fields of one connection stay there`() {
        let fields: HeaderFields = [
            "Connection": "close, X-Hop", "x-hop": "1", "Keep-Alive": "timeout=5", "A": "1",
            "Proxy-Authorization": "secret", "TE": "gzip, Trailers", "Upgrade": "h2c",
            "Transfer-Encoding": "chunked", "Content-Length": "3", "Trailer": "X-Sum", "B": "2",
        ]
        #expect(
            fields.forwardable == ["A": "1", "Trailer": "X-Sum", "B": "2", "TE": "trailers"]
        )
        #expect(HeaderFields(["TE": "gzip"]).forwardable.isEmpty)
    }

    @Test func `small pieces that wait go out as one, and no more than the window is under way`() {
        var sender = RelaySender(window: 100)
        sender.add([UInt8](repeating: 1, count: 90))
        #expect(sender.next()?.bytes.count == 95)
        for _ in 0..<20 { sender.add([2]) }
        #expect(sender.next() == nil)
        #expect(sender.held == 115)
        sender.taken(95)
        #expect(sender.next()?.bytes == RelayWriter.content([UInt8](repeating: 2, count: 20)[...]))
        sender.add([3])
        sender.close(with: RelayWriter.end())
        #expect(sender.next()?.bytes == RelayWriter.content([3]))
        #expect(sender.next()?.isLast == true)
        #expect(sender.next() == nil)
    }

    @Test func `what waits goes out whole and in order, however it came and was let go`() {
        var sender = RelaySender(window: 300)
        var (given, seen): ([UInt8], [UInt8]) = ([], [])
        for step in 0..<400 {
            let content = (0..<(step * 37 % 251)).map { UInt8(truncatingIfNeeded: $0 &+ step) }
            if !content.isEmpty { sender.add(content) }
            given += content
            while let piece = sender.next() {
                seen += piece.bytes.dropFirst(RelayWriter.overhead)
                if step % 3 == 0 { sender.taken(piece.bytes.count) }
            }
            #expect(sender.held == sender.outstanding + given.count - seen.count)
            if step % 7 == 0 { sender.taken(sender.outstanding) }
        }
        sender.taken(sender.outstanding)
        while let piece = sender.next() {
            seen += piece.bytes.dropFirst(RelayWriter.overhead)
            sender.taken(sender.outstanding)
        }
        #expect(seen == given)
    }
}

extension HeaderFields {
    fileprivate init(_ fields: HeaderFields) { self = fields }
}
