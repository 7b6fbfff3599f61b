// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import Testing

@testable import pingctl

struct RequestTests {
    @Test(arguments: [
        ("http://127.0.0.1:8946", "http://127.0.0.1:8946", true),
        ("127.0.0.1:8946", "http://127.0.0.1:8946", true),
        ("localhost:1", "http://localhost:1", true),
        ("http://[::1]:8946/", "http://[::1]:8946", true),
        ("https://pingd.example/base/", "https://pingd.example/base", false),
        ("http://10.0.0.1:8946", "http://10.0.0.1:8946", false),
    ])
    func `a URL is read as curl reads it`(text: String, base: String, isLoopback: Bool) {
        #expect(GatewayURL(text) == .web(base: base, isLoopback: isLoopback))
    }

    @Test func `a unix socket is on this machine`() {
        #expect(GatewayURL("unix:/run/pingd.sock") == .unix(path: "/run/pingd.sock"))
        #expect(GatewayURL("unix:/run/pingd.sock")!.isLocal)
    }

    @Test(arguments: [
        "", "unix:", "unix:" + String(repeating: "x", count: 108), "ftp://host", "http://",
        "http://user:secret@host", "http://host?query", "http://host#part", "http://host:99999",
        "file:///etc/passwd",
    ])
    func `what is no node's URL is refused`(text: String) {
        #expect(GatewayURL(text) == nil)
    }

    @Test func `every byte of a query that is not plain is escaped`() {
        var query = QueryText()
        query.append("name", "web-*&é")
        query.append("state", "a,b c")
        #expect(query.text == "?name=web-%2A%26%C3%A9&state=a%2Cb%20c")
    }

    @Test func `a key and its value are sent with every digit`() {
        let order = SendOrderText(to: ["a\"b"], isBestEffort: true, timeout: .seconds(3))
        let (target, upload) = order.request(
            carrying: .keyValue(key: "k\n", value: 18_446_744_073_709_551_615)
        )
        #expect(target == "/send")
        #expect(upload.contentType == "application/json")
        #expect(
            String(decoding: upload.bytes, as: UTF8.self)
                == #"{"key":"k\u000a","value":18446744073709551615,"reliable":false,"#
                + #""timeout":"3s","to":["a\"b"]}"#
        )
    }

    @Test func `JSON is sent as it was typed`() {
        let order = SendOrderText(to: [], isBestEffort: false, timeout: .milliseconds(1_500))
        let (_, upload) = order.request(carrying: .json("1.000000000000000000001"))
        #expect(
            String(decoding: upload.bytes, as: UTF8.self)
                == #"{"json":1.000000000000000000001,"reliable":true,"timeout":"1500ms"}"#
        )
    }

    @Test func `bytes are sent raw, and the query says the rest`() {
        let order = SendOrderText(to: ["a", "b"], isBestEffort: false, timeout: .seconds(10))
        let (target, upload) = order.request(carrying: .bytes([0, 255]))
        #expect(target == "/send?to=a&to=b&reliable=true&timeout=10s")
        #expect(upload.contentType == "application/octet-stream")
        #expect(upload.bytes == [0, 255])
    }

    @Test(arguments: [
        (400, false, pingctl.ExitStatus.usage), (401, false, .notAllowed),
        (403, false, .notAllowed),
        (404, false, .no), (408, true, .tryAgain), (409, false, .no), (413, false, .usage),
        (421, false, .notAllowed), (429, true, .tryAgain), (500, false, .no),
        (502, false, .no), (502, true, .tryAgain), (503, true, .tryAgain),
    ])
    func `a refusal becomes the exit code that tells why`(
        status: Int,
        retryable: Bool,
        expected: pingctl.ExitStatus
    ) {
        let problem = ProblemBody(
            title: "T",
            status: status,
            detail: "d",
            code: "c",
            retryable: retryable
        )
        #expect(PingctlError.problem(problem).exitStatus == expected)
    }

    @Test(arguments: [
        ("500ms", Duration.milliseconds(500)), ("3s", .seconds(3)), ("2m", .seconds(120)),
        ("1h", .seconds(3_600)), ("0s", .zero),
    ])
    func `a duration is read and written in the same way`(text: String, duration: Duration) {
        #expect(Duration(text: text) == duration)
        #expect(duration.text == text)
    }

    @Test(arguments: [
        "", "s", "3", "3x", "-3s", "+3s", "1.5s", " 3s", "3s ", "3S", "1m30s", "99999999999s",
        "1001h", "٣s",
    ])
    func `what is no duration is refused`(text: String) {
        #expect(Duration(text: text) == nil)
    }
}
