// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

/// What `--data-dir` names, as the built program finds it.
@Suite struct DataDirectoryTests {
    private static let node = ["--name", "n", "--bind", "127.0.0.1:0", "--http", "127.0.0.1:0"]

    /// A directory of a test, and a data directory in it that is not there yet.
    private final class Place {
        let root = "/tmp/pingd-test-\(UUID().uuidString)"
        var data: String { root + "/data" }
        var file: String { data + "/journal.sqlite" }

        init() throws {
            try FileManager.default.createDirectory(
                atPath: root,
                withIntermediateDirectories: false
            )
        }

        deinit { try? FileManager.default.removeItem(atPath: root) }
    }

    private func start(_ place: Place) throws -> RunningProgram {
        let program = try BuiltProgram("pingd").start(Self.node + ["--data-dir", place.data])
        _ = try #require(program.errors.wait(for: "HTTP API is listening"))
        return program
    }

    private func refused(_ directory: String) throws -> String {
        let outcome = try BuiltProgram("pingd").run(Self.node + ["--data-dir", directory])
        #expect(outcome.status == 78, "\(outcome.errors)")
        #expect(outcome.output == "")
        let lines = outcome.errors.split(separator: "\n")
        // The log may say before that a node is about to start, but never that it has.
        #expect(!outcome.errors.contains("node is listening"))
        #expect(lines.count == 1, "\(outcome.errors)")
        return outcome.errors
    }

    @Test func `a directory is made, kept to its owner, and used again after the end`() throws {
        let place = try Place()
        let first = try start(place)
        let attributes = try FileManager.default.attributesOfItem(atPath: place.data)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o700)
        first.send(signal: SIGTERM)
        #expect(try first.waitForExit() == 0)
        // Closed, not only left: what the log held is in the database.
        #expect(!FileManager.default.fileExists(atPath: place.file + "-wal"))
        let second = try start(place)
        second.send(signal: SIGKILL)
        _ = try second.waitForExit()
        let third = try start(place)
        third.send(signal: SIGTERM)
        #expect(try third.waitForExit() == 0)
    }

    @Test func `a second process on the directory is told which one has it`() throws {
        let place = try Place()
        let first = try start(place)
        #expect(
            try refused(place.data)
                == "pingd: the data directory \(place.data) belongs to a running pingd "
                + "(process \(first.processIdentifier)); stop that one, or name another directory "
                + "(--data-dir)\n"
        )
    }

    @Test func `a damaged journal is refused and left as it is`() throws {
        let place = try Place()
        let first = try start(place)
        first.send(signal: SIGTERM)
        #expect(try first.waitForExit() == 0)
        let damage = Data(repeating: 0x55, count: 8_192)
        try damage.write(to: URL(fileURLWithPath: place.file))
        let sentence = try refused(place.data)
        #expect(sentence.contains("\(place.file) is damaged"))
        #expect(sentence.contains("restore it from a backup"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: place.file)) == damage)
    }

    @Test func `what is no directory, or lies in none, is refused`() throws {
        let place = try Place()
        try Data().write(to: URL(fileURLWithPath: place.data))
        #expect(try refused(place.data).contains("the data directory \(place.data) cannot be used"))
        let nowhere = place.root + "/nowhere/data"
        #expect(try refused(nowhere).contains("the data directory \(nowhere) cannot be used"))
    }
}
