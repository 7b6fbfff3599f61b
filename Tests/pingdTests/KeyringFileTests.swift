// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

@testable import pingd

/// A keyring that pingd makes: whole or not at all, and for nobody else.
final class KeyringFileTests {
    private let directory = "/tmp/pingd-test-\(UUID().uuidString)"
    private let keys = [[UInt8](repeating: 2, count: 32), [UInt8](repeating: 1, count: 16)]
    private var path: String { directory + "/ring" }

    init() throws {
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: false
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    private var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: directory).sorted() }
    }

    @Test func `what is written is read again, and only its owner may`() throws {
        try KeyringFile.write(keys, path: path)
        #expect(try KeyringFile.read(path: path) == keys)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try names == ["ring"])
    }

    @Test func `an old file is replaced, not written into`() throws {
        try KeyringFile.write(keys, path: path)
        // Who reads the old file while it is replaced goes on reading the old file.
        let reader = try #require(FileHandle(forReadingAtPath: path))
        try KeyringFile.write([keys[1]], path: path)
        let old = try #require(try reader.readToEnd())
        #expect([UInt8](old) == KeyringFile.text(keys))
        #expect(try KeyringFile.read(path: path) == [keys[1]])
        #expect(try names == ["ring"])
    }

    @Test func `a link stays a link to the file`() throws {
        try KeyringFile.write(keys, path: path)
        let link = directory + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "ring")
        try KeyringFile.write([keys[1]], path: link)
        #expect(try KeyringFile.read(path: path) == [keys[1]])
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "ring")
    }

    @Test func `a write that fails at its last step leaves nothing behind`() throws {
        // A file cannot take a directory's name: everything before the renaming succeeds.
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(throws: SettingFlaw.unwritableFile(path: path, errno: EISDIR)) {
            try KeyringFile.write(keys, path: path)
        }
        #expect(try names == ["ring"])
    }

    @Test func `a directory that is not there is told`() {
        let lost = directory + "/none/ring"
        #expect(throws: SettingFlaw.unwritableFile(path: lost, errno: ENOENT)) {
            try KeyringFile.write(keys, path: lost)
        }
    }

    @Test func `a disk that takes no more leaves nothing behind, and is one sentence`() throws {
        let pipe = directory + "/settings"
        // No file may grow: as a full disk, but for this one process, and only once it runs: while
        // it reads its configuration, a pipe that the shell holds open. What comes before main, a
        // sanitizer, may want files. An ignored signal is inherited, so that the write fails
        // instead of the process.
        let command = """
            trap '' XFSZ; mkfifo \(pipe)
            \(try BuiltProgram("pingd").path) --name n --bind 127.0.0.1:0 --config \(pipe) \
            --http 127.0.0.1:0 --key \(KeyTests.key) --keyring \(path) &
            exec 3>\(pipe); prlimit --pid $! --fsize=0 >&2; exec 3>&-
            wait $!
            """
        let outcome = try BuiltProgram(path: "/bin/sh").run(["-c", command])
        #expect(outcome.status == 78)
        #expect(outcome.errors == "pingd: cannot write \(path): file too large (--keyring)\n")
        #expect(try names == ["settings"])
    }

    @Test func `a key makes the keyring once, and then the keyring counts`() throws {
        let flags = ["--key", KeyTests.key, "--keyring", path]
        let first = try Settings.read(flags)
        #expect(first.newKeyring == path)
        #expect(first.keys == [keys[1]])
        // Reading alone changes nothing: a reload reads too.
        #expect(try names == [])

        let program = try BuiltProgram("pingd").start(
            ["--name", "n", "--bind", "127.0.0.1:0", "--http", "127.0.0.1:0"] + flags
        )
        #expect(program.errors.wait(for: "HTTP API is listening") != nil)
        program.send(signal: SIGTERM)
        #expect(try program.waitForExit() == 0)
        #expect(try KeyringFile.read(path: path) == [keys[1]])

        try KeyringFile.write(keys, path: path)
        let second = try Settings.read(flags)
        #expect(second.newKeyring == nil)
        #expect(second.keys == keys)
    }

    @Test func `a keyring that is there but cannot be used is not replaced`() throws {
        try Data("[]".utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        let refusal = try Settings.refusal(["--key", KeyTests.key, "--keyring", path])
        #expect(refusal?.exitStatus == .configuration)
        #expect(refusal?.sentence.contains("holds no key") == true)
    }
}
