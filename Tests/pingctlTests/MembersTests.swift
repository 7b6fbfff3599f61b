// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Testing

/// `pingctl members` against a server that says what the test wants.
struct MembersTests {
    private func run(
        _ arguments: [String],
        _ server: CannedServer,
        environment: [String: String] = [:]
    ) throws -> BuiltProgram.Outcome {
        try BuiltProgram("pingctl")
            .run(["members", "--url", server.url] + arguments, environment: environment)
    }

    @Test func `a table is aligned, and uncoloured when nobody looks`() throws {
        let outcome = try run([], CannedServer(.json(Samples.twoMembers)))
        #expect(
            outcome.output == """
                NAME   ADDRESS         STATE    SELF  INCARNATION  SINCE                     META
                node1  127.0.0.1:7947  alive    *     1            2026-11-22T10:00:00.000Z  zone=1a
                node2  127.0.0.1:7947  suspect  -     1            2026-11-22T10:00:00.000Z  -

                """
        )
        #expect(outcome.errors == "")
        #expect(outcome.status == 0)
    }

    @Test func `a hostile name is shown harmless`() throws {
        let members = Samples.members([Samples.member(#"\u001b[2Jevil\n"#)])
        let outcome = try run([], CannedServer(.json(members)))
        #expect(outcome.output.contains(#"\u{1b}[2Jevil\n  127"#))
        #expect(!outcome.output.contains("\u{1B}"))
    }

    @Test func `JSON is exactly what the server sent`() throws {
        let outcome = try run(["-o", "json"], CannedServer(.json(Samples.twoMembers)))
        #expect(outcome.output == Samples.twoMembers + "\n")
    }

    @Test func `a line that the server ended is not ended twice`() throws {
        let outcome = try run(["-o", "json"], CannedServer(.json(Samples.twoMembers + "\n")))
        #expect(outcome.output == Samples.twoMembers + "\n")
    }

    @Test func `ndjson is a line for each member`() throws {
        let outcome = try run(["-o", "ndjson"], CannedServer(.json(Samples.twoMembers)))
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[1] == Samples.member("node2", state: "suspect"))
    }

    @Test func `filters travel in the query`() throws {
        let server = CannedServer(.json(Samples.twoMembers))
        _ = try run(["--state", "alive", "--state", "dead", "--name", "n*"], server)
        #expect(server.requests[0].hasPrefix("GET /members?state=alive%2Cdead&name=n%2A HTTP/1.1"))
    }

    @Test func `tags travel in the query, each under its own name`() throws {
        let server = CannedServer(.json(Samples.twoMembers))
        _ = try run(["--meta", "zone=1a", "--meta", "a&b=c=d"], server)
        #expect(server.requests[0].hasPrefix("GET /members?meta.zone=1a&meta.a%26b=c%3Dd HTTP/1.1"))
    }

    @Test func `no member of that name is exit code 1`() throws {
        let outcome = try run(["--name", "x"], CannedServer(.json(Samples.members([]))))
        #expect(outcome.status == 1)
        #expect(outcome.errors == "pingctl: no member matches \"x\"\n")
    }

    @Test func `watching shows what changes, and asks for what comes after`() throws {
        let server = CannedServer { count in
            let first = [Samples.member("a"), Samples.member("b"), Samples.member("c")]
            let second = [Samples.member("a"), Samples.member("b", state: "dead")]
            switch count {
            case 0: return .json(Samples.members(first, version: 1))
            case 1: return .json(Samples.members(second, version: 5))
            default: return .bytes([])
            }
        }
        let outcome = try run(["--watch", "--reconnect", "0s"], server)
        let words = outcome.output.split(separator: "\n").map { $0.split(separator: " ") }
        #expect(words.map { $0[0] } == ["NAME", "a", "b", "c", "b", "c"])
        #expect(words.dropFirst().map { $0[2] } == ["alive", "alive", "alive", "dead", "gone"])
        #expect(server.requests[1].hasPrefix("GET /members?after=1&wait=30s "))
        #expect(server.requests[2].hasPrefix("GET /members?after=5&wait=30s "))
        #expect(outcome.status == 75)
    }

    @Test func `watching as ndjson gives the lines that changed`() throws {
        let server = CannedServer { count in
            switch count {
            case 0: .json(Samples.members([Samples.member("a"), Samples.member("b")], version: 1))
            case 1:
                .json(
                    Samples.members(
                        [Samples.member("a"), Samples.member("b", state: "left")],
                        version: 2
                    )
                )
            default: .bytes([])
            }
        }
        let outcome = try run(["--watch", "-o", "ndjson", "--reconnect", "0s"], server)
        #expect(
            outcome.output.split(separator: "\n")
                == [
                    Samples.member("a"), Samples.member("b"), Samples.member("b", state: "left"),
                ].map { Substring($0) }
        )
    }

    @Test func `a watch goes on over a broken connection, and says so once`() throws {
        let server = CannedServer { count in
            switch count {
            case 0, 3: .json(Samples.members([Samples.member("a\(count)")], version: 1))
            case 1, 2: .bytes([])
            default: .problem(401, "unauthorized", detail: "who are you?")
            }
        }
        let outcome = try run(["--watch"], server)
        #expect(outcome.status == 77)
        let lines = outcome.errors.split(separator: "\n")
        try #require(lines.count == 3)
        #expect(lines[0].hasSuffix("try again; trying again for 1m (--reconnect)"))
        #expect(lines[1...] == ["pingctl: connected again", "pingctl: who are you?"])
    }

    @Test func `a reader that has enough ends the program quietly`() throws {
        let many = (0..<20_000).map { Samples.member("node\($0)") }
        let server = CannedServer(.json(Samples.members(many)))
        let pingctl = try BuiltProgram("pingctl").path
        let outcome = try BuiltProgram(path: "/bin/sh").run([
            "-c", "\"$0\" members --url \"$1\" -o ndjson | head -1", pingctl, server.url,
        ])
        #expect(outcome.output == Samples.member("node0") + "\n")
        #expect(outcome.errors == "")
    }
}
