// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

/// The page of settings says what the program does.
@Suite struct SettingsPageTests {
    @Test func `the page of settings is what pingd says of itself`() throws {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().appendingPathComponent("../..").standardized
        let script = BuiltProgram(path: root.appending(path: "scripts/settings-page").path())
        let outcome = try script.run(
            ["--check", "--program", try BuiltProgram("pingd").path],
            environment: ["PATH": "/usr/bin:/bin"]
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
}
