// SPDX-License-Identifier: Apache-2.0

import GatewayAPI
import Testing

@testable import Gateway

/// A limit that is hit is answered as the API says, and counted.
@Suite struct LimitTests {
    /// A limit that is set low, what goes beyond it, and what is then to be seen.
    struct Case: CustomTestStringConvertible, Sendable {
        let limit: @Sendable (inout GatewayLimits) -> Void
        let request: String
        /// `nil`: the connection just closes.
        let status: Int?
        let counter: String

        init(
            _ counter: String,
            _ status: Int?,
            _ request: String,
            _ limit: @escaping @Sendable (inout GatewayLimits) -> Void
        ) {
            (self.counter, self.status, self.request, self.limit) =
                (counter, status, request, limit)
        }

        var testDescription: String { counter }
    }

    private static let unfinished =
        "POST /send HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhe"

    private static func head(_ fields: String) -> String {
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n"
    }

    static let cases = [
        Case("http-timeouts", 408, "GET / HT") { $0.headerTimeout = .milliseconds(50) },
        Case("http-timeouts", 408, unfinished) { $0.bodyTimeout = .milliseconds(50) },
        Case("http-timeouts", 408, unfinished) { $0.bodyProgressTimeout = .milliseconds(50) },
        Case("http-idle-timeouts", nil, "") { $0.idleTimeout = .milliseconds(50) },
        Case("http-faults-uriTooLong", 414, "GET /" + String(repeating: "x", count: 60)) {
            $0.requestLineBytes = 64
        },
        Case("http-faults-tooManyFields", 431, head(String(repeating: "A: b\r\n", count: 8))) {
            $0.fields = 8
        },
        Case(
            "http-faults-fieldsTooLarge",
            431,
            head("A: " + String(repeating: "b", count: 256) + "\r\n")
        ) {
            $0.headerBytes = 256
        },
        Case(
            "http-faults-bodyTooLarge",
            413,
            "POST /send HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1025\r\n\r\n"
        ) {
            $0.bodyBytes = 1_024
        },
        // Answered before its body, which then does not come.
        Case(
            "http-bodies-cut-off",
            404,
            "POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhe"
        ) {
            $0.bodyProgressTimeout = .milliseconds(50)
        },
    ]

    @Test(arguments: cases)
    func `a limit is answered and counted`(limited: Case) async throws {
        try await ServedNode.run {
            limited.limit(&$0.limits)
        } _: { served in
            let connection = try RawConnection(served.address)
            try connection.send(Array(limited.request.utf8))
            if let status = limited.status {
                #expect(try connection.answer().status == status)
            } else {
                #expect(throws: RawConnection.Failure.self) { try connection.answer() }
            }
            #expect(try counters(served)[limited.counter] == 1)
        }
    }

    @Test func `connections beyond the cap are told so, and counted`() async throws {
        try await ServedNode.run {
            $0.limits.connections = 1
        } _: { served in
            try refuses(served)
            #expect(try counters(served)["http-connections-refused"]! >= 1)
        }
    }

    @Test func `connections beyond an address's cap are told so, and counted`() async throws {
        try await ServedNode.run {
            $0.limits.connectionsPerAddress = 1
        } _: { served in
            try refuses(served)
            #expect(try counters(served)["http-connections-refused-for-address"]! >= 1)
        }
    }

    /// One connection is admitted, and the next is not.
    private func refuses(_ served: ServedNode) throws {
        // Admitted by the time that it is accepted, and those are accepted in order.
        let first = try RawConnection(served.address)
        let answer = try RawConnection(served.address).answer()
        #expect(answer.status == 503)
        #expect(answer.fields["retry-after"] == "1")
        #expect(answer.fields["connection"] == "close")
        let problem: ProblemBody = try answer.decoded()
        #expect(problem.code == "server-busy" && problem.retryable)
        withExtendedLifetime(first) {}
    }

    @Test func `a client that takes no answers is read no further, then cut off, and counted`()
        async throws
    {
        try await ServedNode.run {
            $0.limits.pipelined = 2
            $0.limits.writeTimeout = .milliseconds(100)
        } _: { served in
            let connection = try RawConnection(served.address)
            let request = "GET /openapi.yaml HTTP/1.1\r\nHost: localhost\r\n\r\n"
            // Their answers are far more than the system takes for a peer that does not read.
            try connection.send(Array(String(repeating: request, count: 1_000).utf8))
            var counted: [String: UInt64] = [:]
            for _ in 0..<1_000 where counted["http-write-stalls", default: 0] == 0 {
                counted = try counters(served)
            }
            #expect(counted["http-write-stalls"] == 1)
            #expect(counted["http-pipelines-held"]! >= 1)
            withExtendedLifetime(connection) {}
        }
    }

    /// What `/self` counts; asked again when a limit hits the one who asks.
    private func counters(_ served: ServedNode) throws -> [String: UInt64] {
        for _ in 0..<1_000 {
            guard let answer = try? served.ask("GET /self"), answer.status == 200 else { continue }
            return try answer.decoded(SelfBody.self).counters
        }
        throw RawConnection.Failure(what: "nobody answers")
    }
}
