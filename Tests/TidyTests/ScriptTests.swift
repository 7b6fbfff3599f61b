// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Every script explains itself, and takes nothing that it does not know.
@Suite struct ScriptTests {
    /// What people run; files with an ending are parts of these.
    private static let scripts = SourceTree.scripts.filter { !$0.name.contains(".") }.map(\.path)

    @Test(arguments: scripts)
    func `a script has help`(script: String) throws {
        let shown = try run(script, "--help")
        #expect(shown.status == 0)
        #expect(shown.errors == "")
        #expect(shown.output.lowercased().hasPrefix("usage: "), "\(shown.output)")
        let name = script.split(separator: "/").last ?? ""
        #expect(shown.output.split(separator: "\n").first?.contains(name) == true)
    }

    /// `simulate` hands what it does not know to `pingsim`, which it would have to build.
    @Test(arguments: scripts.filter { $0 != "scripts/simulate" })
    func `a script refuses an option that it does not know`(script: String) throws {
        let refused = try run(script, "--no-such-option")
        #expect(refused.status == 64, "\(refused.errors)")
        #expect(refused.output == "")
        #expect(refused.errors.contains("--no-such-option"))
    }

    @Test func `the rules see the scripts`() {
        #expect(Self.scripts.contains("scripts/test"))
        #expect(Self.scripts.contains("scripts/packaging/deb"))
    }

    private func run(
        _ script: String,
        _ argument: String
    ) throws -> (status: Int32, output: String, errors: String) {
        let process = Process()
        process.executableURL = SourceTree.root.appendingPathComponent(script)
        process.arguments = [argument]
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        // Either is less than a pipe holds, so one can wait for the other.
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        let complained = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (
            process.terminationStatus,
            String(decoding: said, as: UTF8.self),
            String(decoding: complained, as: UTF8.self)
        )
    }
}
