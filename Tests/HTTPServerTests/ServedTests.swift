// SPDX-License-Identifier: Apache-2.0

import HTTP1
import HTTPServer
import Synchronization
import Testing

/// Requests over real loopback sockets.
struct ServedTests {
    @Test func `a connection is kept alive over several requests`() async throws {
        try await withServer { server, _ in
            let client = try Client(server.boundAddress)
            for name in ["one", "two", "three"] {
                try client.send("GET /hello/\(name) HTTP/1.1\r\nHost: a\r\n\r\n")
                let response = try client.response()
                #expect(response.status == 200)
                #expect(response.body == "hello \(name)")
                #expect(response.fields["connection"] == nil)
                #expect(response.fields["date"]?.hasSuffix("GMT") == true)
            }
            #expect(server.statistics.requests == 3)
            #expect(server.statistics.connectionsAccepted == 1)
            #expect(server.statistics.responsesByClass == [0, 3, 0, 0, 0])
        }
    }

    @Test func `a head that comes again is answered anew`() async throws {
        try await withServer { server, stage in
            let client = try Client(server.boundAddress)
            let request = "GET /parked?ms=1 HTTP/1.1\r\nHost: a\r\n\r\n"
            try client.send(request)
            #expect(try client.response().body == "nothing")
            stage.word.withLock { $0 = "now" }
            for _ in 0..<3 {
                try client.send(request + "GET /hello/you HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try client.response().body == "now")
                #expect(try client.response().body == "hello you")
            }
            let post = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n"
            for body in ["hi", "ho"] {
                try client.send(post + body)
                #expect(try client.response().body == body)
            }
        }
    }

    @Test func `a hundred pipelined requests are answered in order`() async throws {
        try await withServer { server, _ in
            let client = try Client(server.boundAddress)
            let requests = (0..<100).map { "GET /hello/\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }
            try client.send(requests.joined())
            for number in 0..<100 {
                #expect(try client.response().body == "hello \(number)")
            }
        }
    }

    @Test func `a body arrives by length and in chunks`() async throws {
        try await withServer { server, _ in
            let client = try Client(server.boundAddress)
            try client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")
            #expect(try client.response().body == "hello")
            try client.send(
                "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nLate: 1\r\n\r\n"
            )
            #expect(try client.response().body == "hello")
        }
    }

    @Test func `a body of many reads arrives whole, and what stands behind it`() async throws {
        try await withServer { server, _ in
            let client = try Client(server.boundAddress)
            let body = String(repeating: "0123456789", count: 100_000)
            let length = "Content-Length: \(body.utf8.count)\r\n\r\n"
            try client.send("POST /echo HTTP/1.1\r\nHost: a\r\n" + length + body)
            try client.send("GET /hello/x HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.response().body == body)
            #expect(try client.response().body == "hello x")
        }
    }

    @Test func `a client that says at once that it has sent all is answered, and closed`()
        async throws
    {
        try await withServer { server, _ in
            let clients = try (0..<100).map { _ in try Client(server.boundAddress) }
            for client in clients {
                try client.send("GET /hello/x HTTP/1.1\r\nHost: a\r\n\r\n")
                client.endSending()
            }
            for client in clients {
                #expect(try client.response().body == "hello x")
                #expect(try client.restUntilClose() == "")
            }
        }
    }

    @Test func `a body is asked for with 100 Continue`() async throws {
        try await withServer { server, _ in
            let client = try Client(server.boundAddress)
            try client.send(
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
                    + "Expect: 100-continue\r\n\r\n"
            )
            #expect(try client.response(toHead: true).status == 100)
            try client.send("hi")
            #expect(try client.response().body == "hi")
        }
    }

    @Test func `a body that nobody wants is not asked for`() async throws {
        try await withServer { server, _ in
            let client = try Client(server.boundAddress)
            try client.send(
                "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
                    + "Expect: 100-continue\r\n\r\n"
            )
            let response = try client.response()
            #expect(response.status == 404)
            #expect(response.fields["connection"] == "close")
        }
    }

    @Test func `an unread body is never the next request`() async throws {
        try await withServer { server, _ in
            let client = try Client(server.boundAddress)
            let smuggled = "GET /hello/smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
            for path in ["/nowhere", "/hello/x", "/secret"] {
                try client.send(
                    "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(smuggled.utf8.count)"
                        + "\r\n\r\n\(smuggled)"
                )
            }
            try client.send("GET /hello/real HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.response().status == 404)
            let refused = try client.response()
            #expect(refused.status == 405)
            #expect(refused.fields["allow"] == "GET, HEAD, OPTIONS")
            #expect(try client.response().status == 401)
            #expect(try client.response().body == "hello real")
        }
    }

    @Test func `HEAD has the fields of GET and no content`() async throws {
        try await withServer { server, _ in
            let client = try Client(server.boundAddress)
            try client.send("HEAD /hello/you HTTP/1.1\r\nHost: a\r\n\r\n")
            let head = try client.response(toHead: true)
            #expect(head.fields["content-length"] == "9")
            try client.send("HEAD /nowhere HTTP/1.1\r\nHost: a\r\n\r\n")
            let missing = try client.response(toHead: true)
            #expect(missing.status == 404)
            #expect(missing.fields["content-length"] == "30")
            try client.send("GET /hello/me HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.response().body == "hello me")
        }
    }

    @Test func `OPTIONS names the methods of a path and of the server`() async throws {
        try await withServer { server, _ in
            let client = try Client(server.boundAddress)
            try client.send("OPTIONS /echo HTTP/1.1\r\nHost: a\r\n\r\n")
            let path = try client.response()
            #expect(path.status == 204)
            #expect(path.fields["allow"] == "POST, OPTIONS")
            #expect(path.fields["content-length"] == nil)
            try client.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
            let all = try client.response().fields["allow"] ?? ""
            #expect(all.contains("GET, HEAD") && all.contains("POST"))
        }
    }

    @Test func `an id is echoed when it is fit, and made when not`() async throws {
        try await withServer { server, _ in
            let client = try Client(server.boundAddress)
            try client.send("GET /hello/x HTTP/1.1\r\nHost: a\r\nX-Request-Id: abc-1\r\n\r\n")
            #expect(try client.response().fields["x-request-id"] == "abc-1")
            let long = String(repeating: "x", count: 129)
            try client.send("GET /hello/x HTTP/1.1\r\nHost: a\r\nX-Request-Id: \(long)\r\n\r\n")
            #expect(try client.response().fields["x-request-id"]?.count == 15)
            try client.send("GET /hello/x HTTP/1.1\r\nHost: a\r\nX-Request-Id: a b\r\n\r\n")
            #expect(try client.response().fields["x-request-id"]?.count == 15)
        }
    }

    @Test func `an encoded slash, NUL or line end plays no tricks`() async throws {
        try await withServer { server, _ in
            let client = try Client(server.boundAddress)
            func get(_ path: String) throws -> Client.Received {
                try client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                return try client.response()
            }
            #expect(try get("/hello%2Fyou").status == 404)
            #expect(try get("/hello/a%2Fb").body == "hello a/b")
            #expect(try get("/hello/a%00").status == 400)
            #expect(try get("/hello/a%0D%0AX:%20y").status == 400)
            #expect(try get("/hello/%FF").status == 400)
            #expect(try get("/%68ello/caf%C3%A9").body == "hello café")
            #expect(try get("/hello/").status == 404)
            #expect(try get("/hello/..").body == "hello ..")
            #expect(try get("/hello/x?a=1&b=2+3&a=%26").body == "hello x [a=1] [b=2 3] [a=&]")
            #expect(try get("/hello/x?a=%FF").status == 400)
        }
    }

    @Test func `what is no request is refused, with a date, and the connection closed`()
        async throws
    {
        try await withServer { server, _ in
            let client = try Client(server.boundAddress)
            try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n\r\nGET /hello/x")
            #expect(try client.response().status == 404)
            let response = try client.response()
            #expect(response.status == 400)
            #expect(response.fields["date"] != nil)
            #expect(response.fields["connection"] == "close")
            #expect(try client.restUntilClose() == "")
            #expect(server.statistics.faults == ["hostMissing": 1])
        }
    }
}
