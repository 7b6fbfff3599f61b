// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

extension RealPrograms {
    /// What a web page can do to a node on the machine of whoever opens it, in a real browser.
    @Suite(.enabled(if: Installation.hasChromium))
    struct BrowserTests {
        /// What became of each of the page's attempts.
        private static let refused = [
            "own page": "basic 200", "read": "TypeError", "read blindly": "opaque 0 0",
            "post JSON": "TypeError", "post text": "TypeError", "post blindly": "opaque 0 0",
            "delete": "TypeError", "script": "error", "image": "error", "events": "error",
            "form": "load",
        ]

        @Test(arguments: ["evil.example", "localhost"])
        func `a page of another origin neither reads from a node nor drives it`(
            host: String
        ) async throws {
            try await Scene.play { scene in
                let node = try await scene.pingd("node1")
                let port = FreePorts.one()
                let pages = try Child(
                    "python3",
                    [
                        "-u", "-m", "http.server", "\(port)", "--bind", "127.0.0.1",
                        "--directory", Self.pages,
                    ]
                )
                scene.keep(pages)
                try await Self.waitForServer(port)
                var refused = Self.refused
                let operations = try await node.operations()
                for (method, path) in operations {
                    refused["\(method) \(path)"] = "TypeError"
                    guard method == "GET" || method == "POST" else { continue }
                    refused["\(method) \(path) blindly"] = "opaque 0 0"
                }
                let list = ([node.url] + operations.map { $0 + $1 }).joined(separator: ",")
                try await Browser.open("http://\(host):\(port)/foreign.html#\(list)") {
                    let tried = try await pages.errors.first(
                        "the page's report",
                        within: .seconds(60),
                        { Self.report($0) }
                    )
                    #expect(tried.keys.sorted() == refused.keys.sorted())
                    for (attempt, outcome) in tried {
                        #expect(outcome.hasPrefix(refused[attempt] ?? "?"), "\(attempt)")
                    }
                }
                // The browser hides what it asked; the node knows that it refused every time.
                let counters = try await node.counters()
                #expect(try #require(counters["http-responses-4xx"]) >= UInt64(refused.count - 1))
                #expect(node.child.output.elements() == [])
                let sent = try await node.send(json: #"{"to":"node1","key":"a","value":1}"#)
                #expect(sent.sent == 1)
            }
        }

        @Test func `a name that was made to point here is refused with 421`() async throws {
            try await Scene.play { scene in
                let node = try await scene.pingd("node1")
                let rebound = try await Browser.text(
                    of: "http://evil.example:\(node.httpPort)/members"
                )
                #expect(rebound.contains("misdirected-request"))
                #expect(!rebound.contains("node1"))
                let own = try await Browser.text(of: node.url + "/members")
                #expect(own.contains(#""self":"node1""#))
            }
        }

        @Test func `without the token a browser sees health alone`() async throws {
            let file = "/tmp/pingd-token-\(UUID().uuidString)"
            try "s3cret".write(toFile: file, atomically: true, encoding: .utf8)
            defer { unlink(file) }
            try await Scene.play { scene in
                let node = try await scene.pingd("node1", ["--http-token-file", file])
                let members = try await Browser.text(of: node.url + "/members")
                #expect(!members.contains("node1"))
                let health = try await Browser.text(of: node.url + "/healthz")
                #expect(health.contains(#""status":"ok""#))
            }
        }

        private static let pages = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Pages").path

        private static func waitForServer(_ port: UInt16) async throws {
            try await eventually("the page's server", within: .seconds(20)) {
                try await Command.run("curl", ["--silent", "http://127.0.0.1:\(port)/"]).status == 0
            }
        }

        /// The report in a line of the server's log.
        private static func report(_ line: String) -> [String: String]? {
            guard let start = line.range(of: "/tried?"),
                let end = line.range(of: " HTTP/", range: start.upperBound..<line.endIndex),
                let json = line[start.upperBound..<end.lowerBound].removingPercentEncoding
            else { return nil }
            return try? JSONDecoder().decode([String: String].self, from: Data(json.utf8))
        }
    }
}
