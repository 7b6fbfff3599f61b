// SPDX-License-Identifier: Apache-2.0

import HTTP1
import Testing

/// What is still taken, what is one too many, and that it does not matter how it arrives.
struct LimitTests {
    /// The transcript, which must be the same whole and byte by byte.
    private func transcript(
        _ text: String,
        _ change: (inout HTTPLimits) -> Void
    ) -> [String] {
        var limits = HTTPLimits()
        change(&limits)
        var whole = Conversation(limits: limits)
        whole.receive(text)
        var drop = Conversation(limits: limits)
        for byte in text.utf8 { drop.receive([byte]) }
        #expect(whole.transcript == drop.transcript)
        #expect(whole.output == drop.output)
        return whole.transcript
    }

    @Test func `a request line may be as long as the limit and no longer`() {
        let longest = "GET /" + String(repeating: "x", count: 100 - 14)
        let fits = transcript("\(longest) HTTP/1.1\r\nHost: a\r\n\r\n") {
            $0.requestLineBytes = 100
        }
        #expect(fits.last == "200 open")
        let over = transcript("\(longest)x HTTP/1.1\r\nHost: a\r\n\r\n") {
            $0.requestLineBytes = 100
        }
        #expect(over == ["refuse uriTooLong", "414 close"])
    }

    @Test func `a request line without end is cut off at the limit`() {
        let endless = transcript("GET /" + String(repeating: "x", count: 200)) {
            $0.requestLineBytes = 100
        }
        #expect(endless == ["refuse uriTooLong", "414 close"])
    }

    @Test func `fields may be as many as the limit and no more`() {
        func request(_ count: Int) -> String {
            "GET / HTTP/1.1\r\nHost: a\r\n"
                + (1..<count).map { "X\($0): 1\r\n" }.joined() + "\r\n"
        }
        #expect(transcript(request(10)) { $0.fields = 10 }.last == "200 open")
        #expect(
            transcript(request(11)) { $0.fields = 10 } == ["refuse tooManyFields", "431 close"]
        )
    }

    @Test func `fields may be as large as the limit and no larger`() {
        func request(_ bytes: Int) -> String {
            "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: bytes - 14)
                + "\r\n\r\n"
        }
        #expect(transcript(request(100)) { $0.fieldBytes = 100 }.last == "200 open")
        let over = transcript(request(101)) { $0.fieldBytes = 100 }
        #expect(over == ["refuse fieldsTooLarge", "431 close"])
    }

    @Test func `a head without end is cut off`() {
        let endless = "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 90)
        #expect(
            transcript(endless) { $0.fieldBytes = 200 } == ["refuse fieldsTooLarge", "431 close"]
        )
    }

    @Test func `a body may be as large as the limit and no larger`() {
        func request(_ count: Int) -> String {
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\n\r\n"
                + String(repeating: "x", count: count)
        }
        #expect(transcript(request(10)) { $0.bodyBytes = 10 }.last == "200 open")
        #expect(
            transcript(request(11)) { $0.bodyBytes = 10 }
                == ["decide POST /", "refuse bodyTooLarge", "413 close"]
        )
    }

    @Test func `chunk extensions without end are cut off`() {
        let start = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        let long = transcript(start + "1;" + String(repeating: "x", count: 300)) { _ in }
        #expect(long == ["decide POST /", "refuse chunkOverhead", "400 close"])
        let many = transcript(start + String(repeating: "1;xxxxx\r\ny\r\n", count: 20)) {
            $0.chunkOverheadBytes = 100
        }
        #expect(many == ["decide POST /", "refuse chunkOverhead", "400 close"])
    }

    @Test func `trailers without end are cut off`() {
        let start = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
        let many = transcript(start + String(repeating: "X: y\r\n", count: 11)) { $0.fields = 10 }
        #expect(many == ["decide POST /", "refuse tooManyFields", "431 close"])
        let large = transcript(start + "X: " + String(repeating: "y", count: 100)) {
            $0.fieldBytes = 64
        }
        #expect(large == ["decide POST /", "refuse fieldsTooLarge", "431 close"])
    }

    @Test func `empty lines without end are cut off`() {
        let lines = transcript(String(repeating: "\r\n", count: 17)) { _ in }
        #expect(lines == ["refuse emptyLines", "400 close"])
    }

    @Test func `a limit of any value does not trap`() {
        for limit in [0, 1, 2] {
            let seen = transcript("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc") {
                $0.requestLineBytes = limit
                $0.fields = limit
                $0.fieldBytes = limit
                $0.bodyBytes = limit
                $0.chunkLineBytes = limit
            }
            #expect(seen == ["refuse uriTooLong", "414 close"])
        }
    }
}
