// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

/// What is installed beside the program fits the program.
struct ShippedFilesTests {
    private static let packaging = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().appendingPathComponent("../../scripts/packaging").standardized
    private static let settings = packaging.appending(path: "pingd.yaml").path()

    private static func lines(of file: String) throws -> [Substring] {
        try String(contentsOf: packaging.appending(path: file), encoding: .utf8)
            .split(separator: "\n")
    }

    private static func check(_ arguments: [String]) throws -> BuiltProgram.Outcome {
        try BuiltProgram("pingd").run(arguments + ["--check-config"])
    }

    @Test func `the unit starts the program with what it takes`() throws {
        let lines = try Self.lines(of: "pingd.service")
        let start = try #require(lines.first { $0.hasPrefix("ExecStart=") })
        var words = start.split(separator: " ").map(String.init)
        #expect(words.removeFirst() == "ExecStart=/usr/bin/pingd")
        words = words.map { $0 == "/etc/pingd/pingd.yaml" ? Self.settings : $0 }
        #expect(words.contains(Self.settings))
        let outcome = try Self.check(words)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test func `the unit starts again for no reason that the help calls lasting`() throws {
        let lines = try Self.lines(of: "pingd.service")
        let prevented = try #require(lines.first { $0.hasPrefix("RestartPreventExitStatus=") })
        let codes = prevented.drop { $0 != "=" }.dropFirst().split(separator: " ")
        #expect(codes == ["64", "78"])
        for code in codes {
            #expect(DaemonTests.help.contains("\n  \(code)   "), "the help does not have \(code)")
        }
    }

    @Test func `the file of settings changes nothing until it is changed`() throws {
        let shipped = try Self.check(["--config", Self.settings, "--name", "n"])
        #expect(shipped.status == 0, "\(shipped.errors)")
        #expect(shipped == (try Self.check(["--name", "n"])))
    }

    @Test func `every example in the file of settings can be used`() throws {
        let lines = try Self.lines(of: "pingd.yaml")
        // Prose begins with exactly one blank after the sign; what else is commented is YAML.
        let examples = lines.filter { $0.hasPrefix("#") }.map { $0.dropFirst() }
            .filter { !$0.hasPrefix(" ") || $0.hasPrefix("  ") }
        let file = try TemporaryFile(examples.joined(separator: "\n"))
        let outcome = try Self.check(["--config", file.path])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let keys = examples.filter { !$0.hasPrefix(" ") }
            .compactMap { $0.split(separator: ":").first.map(String.init) }
        #expect(keys == ["name", "bind", "join", "http", "data-dir"])
        for key in keys {
            let line = outcome.output.split(separator: "\n").first { $0.hasPrefix("\(key):") }
            #expect(line?.contains("# \(file.path):") == true, "\(key)")
        }
    }
}
