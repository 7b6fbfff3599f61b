// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RealPrograms {
    /// What systemd says of the units in `scripts/packaging`.
    @Suite(.enabled(if: Installation.hasSystemd))
    struct UnitFileTests {
        private static let packaging = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../scripts/packaging").standardized

        @Test func `systemd accepts the units`() async throws {
            let folder = "/tmp/pingd-units-\(UUID().uuidString)"
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true
            )
            defer { try? FileManager.default.removeItem(atPath: folder) }
            for unit in ["pingd.service", "pingd.socket"] {
                // The program is not installed here, and systemd looks whether it is there.
                let text = try String(
                    contentsOf: Self.packaging.appendingPathComponent(unit),
                    encoding: .utf8
                ).replacingOccurrences(of: "/usr/bin/pingd", with: Installation.pingd)
                try text.write(toFile: "\(folder)/\(unit)", atomically: true, encoding: .utf8)
            }
            let verified = try await Command.run(
                "systemd-analyze",
                ["verify", "\(folder)/pingd.service", "\(folder)/pingd.socket"]
            )
            #expect(verified.status == 0)
            #expect(verified.errors == "")
            #expect(verified.output == "")
        }
    }
}
