// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What a fuzzer once found, replayed: `Cases/TARGET/` holds an input a file, and stays.
@Suite struct CaseTests {
    /// A target of scripts/fuzz and what must hold for each of its inputs.
    private struct Target: Sendable {
        let name: String
        let check: @Sendable (UnsafeRawBufferPointer) throws -> Void
    }

    private static let targets = [
        Target(name: "packet", check: PacketProperties.check),
        Target(name: "stream", check: StreamProperties.check),
        Target(name: "msgpack", check: MessagePackProperties.check),
        Target(name: "lzw", check: LZWProperties.check),
        Target(name: "decrypt", check: DecryptProperties.check),
        Target(name: "http", check: HTTPProperties.check),
        Target(name: "response", check: ResponseProperties.check),
        Target(name: "request", check: RequestProperties.check),
        Target(name: "chunked", check: ChunkedProperties.check),
        Target(name: "target", check: TargetProperties.check),
        Target(name: "json", check: JSONProperties.check),
        Target(name: "lane", check: LaneProperties.check),
        Target(name: "relay", check: RelayProperties.check),
    ]

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Cases")

    @Test func `no kept input breaks a property any more`() throws {
        for target in Self.targets {
            let cases = try FileManager.default.contentsOfDirectory(
                at: Self.folder.appending(path: target.name),
                includingPropertiesForKeys: nil
            )
            #expect(!cases.isEmpty, "no case of \(target.name)")
            for file in cases {
                let input = try Data(contentsOf: file)
                do {
                    try input.withUnsafeBytes { try target.check($0) }
                } catch {
                    Issue.record("\(target.name)/\(file.lastPathComponent): \(error)")
                }
            }
        }
    }

    @Test func `every folder of cases belongs to a target`() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(folders.sorted() == Self.targets.map(\.name).sorted())
    }

    @Test func `a property that does not hold is found out`() {
        #expect(throws: BrokenProperty.self) { try hold(1 == 2, "one is two") }
    }
}
