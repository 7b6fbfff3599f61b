// SPDX-License-Identifier: Apache-2.0

import Gateway
import Testing

@testable import pingd

/// The file with the secrets of the HTTP API.
struct TokenFileTests {
    private func read(_ text: String) throws -> [BearerToken] {
        let file = try TemporaryFile(text)
        return try withExtendedLifetime(file) { try TokenFile.read(path: file.path).tokens }
    }

    @Test func `a line is a token, and what it permits`() throws {
        #expect(
            try read("all\n\n  watch read\r\nboth read,send  \n") == [
                BearerToken(Array("all".utf8)), BearerToken(Array("watch".utf8), for: [.read]),
                BearerToken(Array("both".utf8), for: [.read, .send]),
            ]
        )
    }

    @Test(arguments: ["s3cret admin", "s3cret read send", "s3cret read,", "s3cret #comment"])
    func `what stands behind a token must name permissions`(line: String) throws {
        let file = try TemporaryFile("good\n" + line)
        let flags = ["--http-token-file", file.path]
        let refusal = try #require(try Settings.refusal(flags))
        #expect(refusal.exitStatus == .configuration)
        #expect(refusal.sentence.contains("\(file.path):2: a token is followed by"))
        #expect(!refusal.sentence.contains("s3cret"))
    }

    @Test(arguments: ["s\u{E9}cret", "s3cret\u{0}", "\u{7F}"])
    func `a token is visible ASCII`(line: String) throws {
        let file = try TemporaryFile(line)
        #expect(throws: SettingFlaw.notAToken(path: file.path, line: 1)) {
            try TokenFile.read(path: file.path)
        }
    }

    @Test func `a file that everybody may read is noticed`() throws {
        let file = try TemporaryFile("s3cret")
        for (mode, isOpen) in [(0o600, false), (0o640, false), (0o644, true), (0o602, true)] {
            try file.setMode(mode)
            #expect(try TokenFile.read(path: file.path).isOpenToAll == isOpen)
        }
    }

    @Test func `permissions are a list with commas, and known`() throws {
        #expect(try Settings.read(["--http-allow", "read,send"]).httpAllowed == [.read, .send])
        #expect(
            try Settings.refusal(["--http-allow", "read,write"])?.sentence
                == "--http-allow: \"write\" is not known; use read, send, operate"
        )
        #expect(try Settings.read(file: "http-allow: [read]").httpAllowed == [.read])
    }
}
