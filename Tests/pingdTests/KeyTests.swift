// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Memberlist
import Testing

@testable import pingd

/// The keys of gossip: where they may stand, and what is wrong with them.
struct KeyTests {
    static let key = Data(repeating: 1, count: 16).base64EncodedString()
    static let long = Data(repeating: 2, count: 32).base64EncodedString()

    /// A keyring file that nobody else may read, unless told otherwise.
    private static func file(_ text: String, mode: Int = 0o600) throws -> TemporaryFile {
        let file = try TemporaryFile(text)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        return file
    }

    @Test func `a key reaches the node`() throws {
        let configuration = try Settings.read(["--key", Self.key])
        let keys = [[UInt8](repeating: 1, count: 16)]
        #expect(configuration.nodeSettings { _ in }.keys == keys)
        #expect(try Settings.read().nodeSettings { _ in }.keys == [])
    }

    @Test func `a keyring's first key is the first`() throws {
        let file = try Self.file(#" ["\#(Self.long)", "\#(Self.key)"] \#n"#)
        let keys = [[UInt8](repeating: 2, count: 32), [UInt8](repeating: 1, count: 16)]
        #expect(try Settings.read(["--keyring", file.path]).keys == keys)
        #expect(try Settings.read(environment: ["PINGD_KEYRING": file.path]).keys == keys)
        #expect(try Settings.read(file: "keyring: \(file.path)").keys == keys)
    }

    @Test(arguments: [
        ("not base64!", "is not base64; make a key with: head -c 32 /dev/urandom | base64"),
        ("AAAA", "the key has 3 bytes; use 16, 24 or 32"),
        ("", "the key has 0 bytes; use 16, 24 or 32"),
    ])
    func `a wrong key is one sentence that does not show it`(text: String, flaw: String) throws {
        #expect(
            try Settings.refusal(["--key", text])
                == Refusal(sentence: "--key: \(flaw)", exitStatus: .usage)
        )
        guard !text.isEmpty else { return }
        #expect(
            try Settings.refusal(environment: ["PINGD_KEY": text])
                == Refusal(sentence: "PINGD_KEY: \(flaw)", exitStatus: .configuration)
        )
    }

    @Test(arguments: [
        ("{}", "PATH is no keyring; write a JSON array of keys in base64, like [\"…\"]"),
        ("[1]", "PATH is no keyring; write a JSON array of keys in base64, like [\"…\"]"),
        ("[[]]", "PATH is no keyring; write a JSON array of keys in base64, like [\"…\"]"),
        ("[", "PATH is no keyring; write a JSON array of keys in base64, like [\"…\"]"),
        ("[]", "PATH holds no key; leave it out to go without encryption"),
        (
            #"["AQEBAQEBAQEBAQEBAQEBAQ==", "AAAA"]"#,
            "PATH, key 2: the key has 3 bytes; use 16, 24 or 32"
        ),
    ])
    func `a wrong keyring is one sentence and exit code 78`(text: String, flaw: String) throws {
        let file = try Self.file(text)
        let sentence = flaw.replacingOccurrences(of: "PATH", with: file.path)
        #expect(
            try Settings.refusal(["--keyring", file.path])
                == Refusal(sentence: "--keyring: \(sentence)", exitStatus: .configuration)
        )
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o601])
    func `a keyring that others may use is refused`(mode: Int) throws {
        let file = try Self.file("[\"\(Self.key)\"]", mode: mode)
        let sentence =
            "--keyring: others than its owner may use \(file.path); "
            + "change that with: chmod 600 \(file.path)"
        #expect(
            try Settings.refusal(["--keyring", file.path])
                == Refusal(sentence: sentence, exitStatus: .configuration)
        )
    }

    @Test func `a keyring that is not there, or endless, is refused`() throws {
        let missing = try Settings.refusal(["--keyring", "/nonexistent"])
        #expect(missing?.exitStatus == .configuration)
        let long = try Self.file(String(repeating: " ", count: KeyringFile.limitBytes + 1))
        let refusal = try Settings.refusal(["--keyring", long.path])
        #expect(refusal?.sentence == "--keyring: \(long.path) is longer than 65536 bytes")
    }

    @Test func `a public address without a key is warned of`() throws {
        let program = try BuiltProgram("pingd").start([
            "--name", "n", "--bind", "127.0.0.1:0", "--http", "127.0.0.1:0", "--advertise",
            "203.0.113.9:7",
        ])
        let log = program.errors.wait(for: "HTTP API is listening")
        #expect(log?.contains("the advertised address is public address=203.0.113.9:7") == true)
        program.send(signal: SIGTERM)
        #expect(try program.waitForExit() == 0)
    }

    @Test func `a hangup changes the keys, and the log names them without telling`() throws {
        let file = try Self.file("[\"\(Self.key)\"]")
        let program = try BuiltProgram("pingd").start([
            "--name", "n", "--bind", "127.0.0.1:0", "--http", "127.0.0.1:0", "--keyring",
            file.path,
        ])
        #expect(program.errors.wait(for: "gossip is encrypted keys=") != nil)
        #expect(program.errors.wait(for: "HTTP API is listening") != nil)
        try Data("[\"\(Self.long)\"]".utf8).write(to: URL(filePath: file.path))
        program.send(signal: SIGHUP)
        let log = program.errors.wait(for: "needs-restart=nothing")
        #expect(log?.contains("change=remove") == true)
        program.send(signal: SIGTERM)
        #expect(try program.waitForExit() == 0)
        let everything = program.errors.waitForEnd()
        #expect(!everything.contains(Self.key) && !everything.contains(Self.long))
    }
}
