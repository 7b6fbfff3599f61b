// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RealPrograms {
    /// What was sent is what arrives, byte for byte.
    @Suite(.enabled(if: Installation.hasGoPeer, "no Go peer: run scripts/test"))
    struct MessageTests {
        @Test func `every kind of payload arrives at a Go node as it was given`() async throws {
            try await Self.pair { swift, go in
                let cases: [(json: String, bytes: [UInt8])] = [
                    (#"{"key":"ping","value":0}"#, Array(#"{"key":"ping","value":0}"#.utf8)),
                    (
                        #"{"key":"a\"b","value":18446744073709551615}"#,
                        Array(#"{"key":"a\"b","value":18446744073709551615}"#.utf8)
                    ),
                    (#"{"to":"go1","text":"Grüße, 世界"}"#, Array("Grüße, 世界".utf8)),
                    (
                        #"{"json": {"b": [1, 2.5, null], "a": true}}"#,
                        Array(#"{"b":[1,2.5,null],"a":true}"#.utf8)
                    ),
                    (#"{"to":["go1"],"base64":"AAEC/f7/"}"#, [0, 1, 2, 0xFD, 0xFE, 0xFF]),
                    (#"{"text":"x","reliable":true}"#, [0x78]),
                ]
                for (json, bytes) in cases {
                    let mark = go.mark
                    let sent = try await swift.send(json: json)
                    #expect(sent.sent == 1 && sent.failed == 0, "\(json)")
                    #expect(sent.results.first?.via == "stream", "\(json)")
                    #expect(sent.results.first?.bytes == bytes.count, "\(json)")
                    try await go.message(bytes, from: mark)
                }
            }
        }

        @Test(arguments: [1, 24, 255, 65_535, 65_536, 700 * 1_024, 1_048_576])
        func `a stream of any size arrives at a Go node whole`(size: Int) async throws {
            try await Self.pair { swift, go in
                let bytes = Self.noise(size)
                let sent = try await swift.send(bytes, to: "go1")
                #expect(sent.results.map(\.status) == ["sent"])
                try await go.message(bytes)
            }
        }

        @Test func `a stream given as base64 arrives at a Go node whole`() async throws {
            try await Self.pair { swift, go in
                let bytes = Self.noise(700 * 1_024)
                let text = Data(bytes).base64EncodedString()
                let answer = try await swift.ask(
                    "/send",
                    ["--data-binary", "@-"],
                    input: Array(#"{"base64":"\#(text)"}"#.utf8)
                )
                #expect(try answer.decode(Pingd.Sent.self).sent == 1)
                try await go.message(bytes)
            }
        }

        @Test(arguments: [1, 24, 1_300])
        func `a best-effort message arrives at a Go node in one packet`(size: Int) async throws {
            try await Self.pair { swift, go in
                let bytes = Self.noise(size)
                let text = Data(bytes).base64EncodedString()
                let sent = try await swift.send(json: #"{"base64":"\#(text)","reliable":false}"#)
                #expect(sent.results.map(\.via) == ["packet"])
                try await go.message(bytes)
            }
        }

        @Test func `the limit that a too large best-effort message is told holds`() async throws {
            struct Problem: Decodable {
                let code: String
                let limit: Int
            }
            try await Self.pair { swift, go in
                let large = Data(Self.noise(3_000)).base64EncodedString()
                let refusal = try await swift.ask(
                    "/send",
                    ["--data", #"{"base64":"\#(large)","reliable":false}"#]
                )
                #expect(refusal.status == 413)
                let problem = try JSONDecoder().decode(Problem.self, from: Data(refusal.body.utf8))
                #expect(problem.code == "payload-too-large")
                let bytes = Self.noise(problem.limit)
                let text = Data(bytes).base64EncodedString()
                let sent = try await swift.send(json: #"{"base64":"\#(text)","reliable":false}"#)
                #expect(sent.sent == 1)
                try await go.message(bytes)
            }
        }

        @Test func `an empty message is refused, for a Go node would deliver none`() async throws {
            try await Self.pair { swift, _ in
                let refusal = try await swift.ask("/send", ["--data", #"{"text":""}"#])
                #expect(refusal.status == 400)
                #expect(refusal.body.contains("empty"))
            }
        }

        /// pingd as `swift1` and a Go node `go1` that know each other.
        static func pair(_ body: (Pingd, GoPeer) async throws -> Void) async throws {
            try await Scene.play { scene in
                let go = try await scene.goPeer("go1")
                let swift = try await scene.pingd("swift1", ["--join", go.address])
                try await swift.sees(alive: "go1", "swift1")
                try await go.event("join", of: "swift1")
                try await body(swift, go)
            }
        }

        private static func noise(_ count: Int) -> [UInt8] {
            var noise = Noise(seed: UInt64(count))
            return noise.bytes(count)
        }
    }
}
