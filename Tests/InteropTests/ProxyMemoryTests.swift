// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RealPrograms {
    /// Large bodies through two nodes, which hold none of them; 1 GiB with PINGD_LONG_TESTS=1.
    @Suite struct ProxyMemoryTests {
        private static let isLong =
            ProcessInfo.processInfo.environment["PINGD_LONG_TESTS"] == "1"
        private static let bytes = isLong ? 1 << 30 : 64 << 20

        @Test(arguments: [false, true])
        func `bodies of any size pass two nodes in constant memory`(isSealed: Bool) async throws {
            try await Scene.play { scene in
                let server = try BodyServer()
                defer { server.close() }
                let key = Data(repeating: 7, count: 32).base64EncodedString()
                let keys = isSealed ? ["--key", key] : []
                let upstream = "http://127.0.0.1:\(server.port)"
                let two = try await scene.pingd("node2", keys + ["--upstream", upstream])
                let one = try await scene.pingd("node1", keys + ["--join", two.address])
                try await one.sees(alive: "node1", "node2")
                try await two.sees(alive: "node1", "node2")
                let folder = try scene.directory()
                try await Self.transfer(8 << 20, through: one, folder)
                let warm = try [one, two].map { try #require(ProcessFigures(of: $0.child)) }
                try await Self.transfer(Self.bytes, through: one, folder)
                for (node, before) in zip([one, two], warm) {
                    let after = try #require(ProcessFigures(of: node.child))
                    let grown = after.peakKiB - before.peakKiB
                    #expect(
                        grown < 16 * 1_024,
                        "\(node.name) from \(before.peakKiB) KiB by \(grown)"
                    )
                    let counters = try await node.counters()
                    #expect(counters["lane-connections-opened"] == 1)
                }
            }
        }

        /// Fetches so many bytes, and sends as many.
        private static func transfer(_ count: Int, through node: Pingd, _ folder: URL) async throws
        {
            let url = node.url + "/proxy/node2/"
            let fetched = try await node.place.run(
                "curl",
                [
                    "--silent", "--output", "/dev/null", "--write-out",
                    "%{http_code} %{size_download} %{exitcode}", url + "\(count)",
                ],
                within: .seconds(600)
            )
            #expect(fetched.output == "200 \(count) 0\n")
            let file = folder.appending(path: "\(count)")
            #expect(FileManager.default.createFile(atPath: file.path, contents: nil))
            // Takes no room on a disk.
            let handle = try FileHandle(forWritingTo: file)
            try handle.truncate(atOffset: UInt64(count))
            try handle.close()
            let sent = try await node.place.run(
                "curl",
                ["--silent", "--show-error", "--upload-file", file.path, url + "sent"],
                within: .seconds(600)
            )
            #expect(sent.output == "\(count)\n")
        }
    }
}
