// SPDX-License-Identifier: Apache-2.0

import Determinism
import Testing

@testable import HTTP1

/// Requests as they go out, and the time, room and ends that a response meets.
struct ClientConnectionTests {
    private static let small = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"

    private static func post(_ length: ClientRequest.Length) -> ClientRequest {
        ClientRequest(.post, "/p?q=1", fields: ["Host": "a"], length: length)
    }

    @Test func `a request without a body is its head`() {
        let request = ClientRequest(.get, "/x", fields: ["Host": "a:1", "X-Y": "z\r\nEvil: 1"])
        let exchange = ClientExchange(request)
        #expect(exchange.outputText == "GET /x HTTP/1.1\r\nHost: a:1\r\nX-Y: z  Evil: 1\r\n\r\n")
    }

    @Test func `what says how a message ends is the connection's to say`() {
        let request = ClientRequest(
            .get,
            "/",
            fields: [
                "Host": "a", "Content-Length": "7", "transfer-encoding": "chunked",
                "Connection": "close", "Keep-Alive": "x", "bad name": "x", "": "x",
            ]
        )
        #expect(ClientExchange(request).outputText == "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    }

    @Test(arguments: [ClientRequest.Length.none, .known(0)])
    func `a POST without a body says so`(length: ClientRequest.Length) {
        let head = "POST /p?q=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
        #expect(ClientExchange(Self.post(length)).outputText == head)
    }

    @Test func `a body of known length goes out as it is`() {
        var exchange = ClientExchange(Self.post(.known(5)))
        exchange.write("abc")
        exchange.write("")
        exchange.write("de")
        exchange.endRequest()
        let head = "POST /p?q=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
        #expect(exchange.outputText == head + "abcde")
        #expect(exchange.taken == 5)
        exchange.receive(Self.small)
        #expect(exchange.record == ["head 200", "body a", "end", "idle"])
    }

    @Test func `a body of unknown length goes out in chunks, with its trailers`() {
        var exchange = ClientExchange(Self.post(.chunked))
        exchange.write(String(repeating: "x", count: 0x1A2))
        exchange.write("de")
        exchange.endRequest(trailers: ["X-Sum": "1", "Content-Length": "9", "Host": "b"])
        let head = "POST /p?q=1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        let content = "1a2\r\n" + String(repeating: "x", count: 0x1A2) + "\r\n2\r\nde\r\n"
        #expect(exchange.outputText == head + content + "0\r\nX-Sum: 1\r\n\r\n")
        #expect(exchange.taken == 0x1A4)
    }

    @Test func `large pieces go out in their order between their chunk lines`() {
        var exchange = ClientExchange(nil)
        exchange.connection.send(Self.post(.chunked), at: exchange.now)
        var expected = ""
        for (index, size) in [10, 9_000, 70_000, 3, 8_192, 1].enumerated() {
            let text = String(repeating: "\(index)", count: size)
            exchange.connection.write(Array(text.utf8), at: exchange.now)
            expected += String(size, radix: 16) + "\r\n" + text + "\r\n"
        }
        exchange.endRequest()
        #expect(exchange.outputText.hasSuffix("chunked\r\n\r\n" + expected + "0\r\n\r\n"))
        #expect(exchange.taken == 87_206)
    }

    @Test func `pieces taken in any parts come out whole`() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<50 {
            var pieces = OutgoingPieces()
            var expected: [UInt8] = []
            var output: [UInt8] = []
            var content = 0
            var taken = 0
            for round in 0..<60 {
                let bytes = [UInt8](repeating: UInt8(round), count: random.index(below: 12_000))
                expected += bytes
                if random.index(below: 2) == 0 {
                    pieces.append(content: bytes)
                    content += bytes.count
                } else {
                    pieces.append { $0 += bytes }
                }
                let next = pieces.withNext { Array($0) + Array($1) }
                let count = min(next.count, random.index(below: 20_000))
                output += next.prefix(count)
                taken += pieces.take(count)
                #expect(pieces.count == expected.count - output.count)
                #expect(pieces.content == content - taken)
            }
            while !pieces.isEmpty {
                let next = pieces.withNext { Array($0) + Array($1) }
                output += next
                taken += pieces.take(next.count)
            }
            #expect(output == expected)
            #expect(taken == content)
        }
    }

    @Test func `more or less of a body than was said breaks the request`() {
        var long = ClientExchange(Self.post(.known(2)))
        long.write("abc")
        #expect(long.record == ["failed requestLength", "closed"])
        var short = ClientExchange(Self.post(.known(2)))
        short.write("a")
        short.endRequest()
        #expect(short.record == ["failed requestLength", "closed"])
        var none = ClientExchange(Self.post(.none))
        none.write("a")
        #expect(none.record == ["failed requestLength", "closed"])
    }

    @Test func `what cannot stand in a request line makes no request`() {
        let methods = ["", "GET /", "G\r\nT", "CONNECT"]
        for method in methods {
            #expect(!ClientRequest(.other(method), "/", fields: [:]).isValid, "\(method)")
        }
        for target in ["", "/ x", "/\r\n", "/\u{7F}", "/\u{E4}"] {
            #expect(!ClientRequest(.get, target, fields: [:]).isValid, "\(target)")
        }
        #expect(!ClientRequest(.post, "/", fields: [:], length: .known(-1)).isValid)
        #expect(ClientRequest(.other("PROPFIND"), "*", fields: [:]).isValid)
    }

    @Test func `a response before the end of the request ends it, and the connection`() {
        var exchange = ClientExchange(Self.post(.known(100)))
        exchange.write("abc")
        exchange.receive("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
        #expect(exchange.record == ["head 413", "end", "closed"])
    }

    @Test func `while an early response still comes, the request goes on`() {
        var exchange = ClientExchange(Self.post(.chunked))
        exchange.receive("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        exchange.write("abc")
        exchange.receive("3\r\nabc\r\n")
        exchange.endRequest()
        exchange.receive("0\r\n\r\n")
        #expect(exchange.outputText.hasSuffix("3\r\nabc\r\n0\r\n\r\n"))
        #expect(exchange.record == ["head 200", "body abc", "end", "idle"])
    }

    @Test func `a server that takes nothing more may still answer`() {
        var exchange = ClientExchange(Self.post(.known(100)))
        exchange.connection.write(Array("abc".utf8), at: exchange.now)
        exchange.connection.cannotWrite(at: exchange.now)
        exchange.write("def")
        #expect(exchange.taken == 6)
        exchange.receive(Self.small)
        #expect(exchange.record == ["head 200", "body a", "end", "closed"])
    }

    @Test func `bytes that nobody asked for close the connection`() {
        var exchange = ClientExchange(nil)
        exchange.receive("HTTP/1.1 408 Request Timeout\r\n\r\n")
        #expect(exchange.record == ["closed"])
    }

    @Test func `a head has a time from the end of the request on`() {
        var exchange = ClientExchange(Self.post(.known(2)))
        exchange.write("a")
        exchange.advance(by: .seconds(1_000))
        #expect(exchange.record == ["more"])
        exchange.write("b")
        exchange.advance(by: .seconds(59))
        exchange.receive("HTTP/1.1 100 Continue\r\n\r\n")
        exchange.advance(by: .seconds(59))
        exchange.receive("HTTP/1.1 200")
        #expect(exchange.record == ["interim 100", "more"])
        exchange.advance(by: .seconds(1))
        #expect(exchange.record == ["interim 100", "failed headTimeout", "closed"])
    }

    @Test func `a server that takes nothing is given up before its head, and heard after it`() {
        var before = ClientExchange(nil)
        before.connection.send(Self.post(.known(1)), at: before.now)
        before.now += .seconds(30)
        before.connection.advance(to: before.now)
        before.listen()
        #expect(before.record == ["failed writeStall", "closed"])
        var after = ClientExchange(Self.post(.known(3)))
        after.receive("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n")
        after.connection.write(Array("abc".utf8), at: after.now)
        after.now += .seconds(30)
        after.connection.advance(to: after.now)
        after.receive("a")
        #expect(after.record == ["head 200", "body a", "end", "closed"])
        #expect(after.taken == 3)
    }

    @Test func `a body has a time only where one is set, and while it is read`() {
        var limits = ClientLimits()
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
        var patient = ClientExchange(Self.post(.none), limits: limits)
        patient.receive(head)
        #expect(patient.connection.nextDeadline == nil)
        limits.bodyProgress = .seconds(5)
        var strict = ClientExchange(Self.post(.none), limits: limits)
        strict.receive(head)
        strict.connection.holdBack(true, at: strict.now)
        #expect(strict.connection.demand.reads == false)
        strict.advance(by: .seconds(50))
        strict.connection.holdBack(false, at: strict.now)
        strict.advance(by: .seconds(4))
        #expect(strict.record == ["head 200", "more"])
        strict.advance(by: .seconds(1))
        #expect(strict.record == ["head 200", "failed bodyTimeout", "closed"])
    }

    @Test func `an idle connection closes after its time`() {
        var exchange = ClientExchange(Self.post(.none))
        exchange.receive(Self.small)
        exchange.advance(by: .milliseconds(3_999))
        #expect(exchange.connection.isIdle == true)
        exchange.advance(by: .milliseconds(1))
        #expect(exchange.record == ["head 200", "body a", "end", "closed"])
    }

    @Test func `what nobody asks for is not read ahead without end`() {
        var exchange = ClientExchange(Self.post(.none))
        exchange.receive("HTTP/1.1 200 OK\r\n\r\n")
        let piece = [UInt8](repeating: 0x78, count: 32 * 1_024)
        piece.withUnsafeBytes { exchange.connection.receive($0, at: exchange.now) }
        #expect(exchange.connection.demand.reads == true)
        piece.withUnsafeBytes { exchange.connection.receive($0, at: exchange.now) }
        #expect(exchange.connection.demand.reads == false)
        exchange.settle()
        #expect(exchange.connection.demand.reads == true)
    }

    @Test func `what goes beyond a limit is refused by its name`() {
        let start = "HTTP/1.1 200 OK\r\n"
        let cases = [
            ("HTTP/1.1 200 " + String(repeating: "x", count: 9_000), "statusLineTooLong"),
            (start + String(repeating: "X: a\r\n", count: 129), "tooManyFields"),
            (start + "X: " + String(repeating: "x", count: 33_000), "fieldsTooLarge"),
            (String(repeating: "HTTP/1.1 102 x\r\n\r\n", count: 17), "interimResponses"),
            (
                start + "Transfer-Encoding: chunked\r\n\r\n1;"
                    + String(repeating: "x", count: 2_000),
                "chunkOverhead"
            ),
            (
                start + "Transfer-Encoding: chunked\r\n\r\n0\r\n"
                    + String(repeating: "X: a\r\n", count: 129), "tooManyFields"
            ),
        ]
        for (response, reason) in cases {
            var exchange = ClientExchange(Self.post(.none))
            exchange.receive(response)
            #expect(exchange.record.suffix(2) == ["malformed \(reason)", "closed"])
        }
    }

    @Test func `only what may be repeated counts as idempotent`() {
        let methods: [HTTPMethod] = [.get, .head, .put, .delete, .options, .other("TRACE")]
        for method in methods { #expect(ClientRequest(method, "/", fields: [:]).isIdempotent) }
        for method in [HTTPMethod.post, .patch, .other("get")] {
            #expect(!ClientRequest(method, "/", fields: [:]).isIdempotent)
        }
    }
}
