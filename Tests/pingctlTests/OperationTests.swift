// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

/// The commands that change a node or ask it one thing, against a server that says what the test
/// wants.
struct OperationTests {
    private func run(
        _ arguments: [String],
        _ server: CannedServer,
        input: String = ""
    ) throws -> BuiltProgram.Outcome {
        try BuiltProgram("pingctl").run(arguments + ["--url", server.url], input: input)
    }

    private func body(_ request: String) -> String {
        request.components(separatedBy: "\r\n\r\n").dropFirst().joined(separator: "\r\n\r\n")
    }

    // MARK: broadcast

    @Test func `a broadcast says what it has been made of`() throws {
        let server = CannedServer(.json(#"{"id":"01J","bytes":24,"members":4}"#, status: "202 OK"))
        let outcome = try run(["broadcast", "--key", "ping", "--value", "7"], server)
        #expect(outcome.output == "ID   BYTES  MEMBERS\n01J  24     4\n")
        #expect(server.requests[0].hasPrefix("POST /broadcast HTTP/1.1"))
        #expect(body(server.requests[0]) == #"{"key":"ping","value":7}"#)
        _ = try run(["broadcast", "--file", "-"], server, input: "a\u{0}b")
        #expect(server.requests[1].contains("Content-Type: application/octet-stream\r\n"))
        #expect(body(server.requests[1]) == "a\u{0}b")
    }

    @Test func `a broadcast that nobody can hear is said, and is no failure`() throws {
        let server = CannedServer(.json(#"{"id":"01J","bytes":24,"members":0}"#))
        let outcome = try run(["broadcast", "--text", "x"], server)
        #expect(outcome.status == 0)
        #expect(outcome.errors == "pingctl: there is no other member; nobody will hear it\n")
    }

    // MARK: meta

    private static let meta =
        #"{"meta":{"zone":"1a","n":[1,{"a":null}]},"bytes":59,"reserved":46,"left":453,"limit":512"#

    @Test(arguments: [["meta"], ["meta", "get"]])
    func `tags are shown with the room that is left`(words: [String]) throws {
        let server = CannedServer(.json(Self.meta + "}"))
        #expect(
            try run(words, server).output == """
                TAG   VALUE
                n     [1,{a=null}]
                zone  1a

                453 bytes left; 59 of 512 are taken, 46 of them the node's own words

                """
        )
        #expect(server.requests[0].hasPrefix("GET /meta HTTP/1.1"))
        #expect(try run(words + ["-o", "json"], server).output == Self.meta + "}\n")
    }

    @Test(arguments: [
        (["set", "a=b=c", "d="], "PATCH", #"{"a":"b=c","d":""}"#),
        (["set", "--json", #"a={"b":1.50}"#, "c=null"], "PATCH", #"{"a":{"b":1.50},"c":null}"#),
        (["set", "--replace", "a\"=\n"], "PUT", #"{"a\"":"\n"}"#),
        (["unset", "a", "b c"], "PATCH", #"{"a":null,"b c":null}"#),
    ])
    func `tags are changed as they were typed`(
        words: [String],
        method: String,
        expected: String
    ) throws {
        let server = CannedServer(.json(Self.meta + #","told":true}"#))
        let outcome = try run(["meta"] + words, server)
        #expect(outcome.status == 0)
        #expect(server.requests[0].hasPrefix("\(method) /meta?timeout=10s HTTP/1.1\r\n"))
        #expect(body(server.requests[0]) == expected)
        #expect(outcome.output.contains("453 bytes left"))
    }

    @Test func `tags of which not everyone was told are exit code 2`() throws {
        let server = CannedServer(.json(Self.meta + #","told":false}"#))
        let outcome = try run(["meta", "set", "a=b", "--timeout", "1s"], server)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("not everyone was told within 1s; the telling goes on"))
    }

    // MARK: join and leave

    private static let joined = #"{"address":"a:1","status":"joined"}"#
    private static let failed = #"{"address":"b","status":"failed","error":"no such host"}"#

    @Test(arguments: [([joined], 0), ([joined, failed], 2)] as [([String], Int32)])
    func `a join has a row for each address`(results: [String], status: Int32) throws {
        let list = results.joined(separator: ",")
        let server = CannedServer(
            .json(#"{"joined":1,"failed":\#(results.count - 1),"results":[\#(list)]}"#)
        )
        let outcome = try run(["join", "a:1", "b", "--timeout", "3s"], server)
        #expect(outcome.status == status)
        let lines = outcome.output.split(separator: "\n").map { $0.split(separator: " ").prefix(2) }
        #expect(lines.prefix(2) == [["ADDRESS", "STATUS"], ["a:1", "joined"]])
        #expect(lines.count == results.count + 1)
        #expect(body(server.requests[0]) == #"{"addresses":["a:1","b"],"timeout":"3s"}"#)
        let ndjson = try run(["join", "a:1", "b", "-o", "ndjson"], server).output
        #expect(ndjson == results.map { $0 + "\n" }.joined())
    }

    @Test func `a join that reached nobody shows why, and is exit code 1`() throws {
        let server = CannedServer(
            .problem(
                502,
                "join-failed",
                detail: "nobody there",
                retryable: true,
                more: #","addresses":[\#(Self.failed)]"#
            )
        )
        let outcome = try run(["join", "b"], server)
        #expect(outcome.output == "ADDRESS  STATUS  ERROR\nb        failed  no such host\n")
        #expect(outcome.errors == "pingctl: nobody there\n")
        #expect(outcome.status == 1)
    }

    @Test func `a leave wants a word first, and nothing is sent without it`() throws {
        let server = CannedServer(.json(#"{"left":true,"told":true}"#))
        let refused = try run(["leave"], server)
        #expect(refused.status == 64)
        #expect(refused.errors.contains("--yes"))
        #expect(server.requests == [])
        let outcome = try run(["leave", "--yes"], server)
        #expect(outcome == .init(status: 0, output: "left\n", errors: ""))
        #expect(server.requests[0].hasPrefix("POST /leave?timeout=10s HTTP/1.1"))
        #expect(body(server.requests[0]) == "")
    }

    @Test(arguments: [("y", 0), ("YES", 0), ("n", 1), ("", 1), ("yonder", 1)] as [(String, Int32)])
    func `a person is asked before the node ends`(word: String, status: Int32) throws {
        let me =
            #"{"name":"node\u001b1","version":"0.1.0","address":"a","bind":"b","http":"c","#
            + #""uptimeSeconds":1,"incarnation":1,"healthScore":0,"#
            + #""protocol":{"min":1,"max":5,"current":2},"delegate":{"min":0,"max":0,"current":0},"#
            + #""ready":true,"joined":false,"leaving":false,"counters":{},"queues":{}}"#
        let server = CannedServer { count in
            .json(count == 0 ? me : #"{"left":true,"told":true}"#)
        }
        // script(1) makes the terminal that a person would sit at.
        let pingctl = try BuiltProgram("pingctl").path
        let outcome = try BuiltProgram(path: "/usr/bin/script").run(
            ["-qec", "\(pingctl) leave --url \(server.url)", "/dev/null"],
            input: word + "\n"
        )
        #expect(outcome.status == status)
        #expect(
            outcome.output.contains(#"node\u{1b}1 will leave the cluster, and its process end."#)
        )
        #expect(server.requests.count == (status == 0 ? 2 : 1))
        #expect(outcome.output.contains("the node was left as it is") == (status == 1))
    }

    @Test func `a leave that not all were told of is exit code 2`() throws {
        let server = CannedServer(.json(#"{"left":true,"told":false}"#))
        let outcome = try run(["leave", "--yes"], server)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("not all others were told within 10s"))
    }

    // MARK: keys

    private static func keys(saved: Bool) -> String {
        #"{"keys":[{"id":"be45cb2605bf36be","primary":true,"bits":256},"#
            + #"{"id":"7f8f85b2ab3a9f83","primary":false,"bits":128}],"saved":\#(saved)}"#
    }

    @Test(arguments: [["keys"], ["keys", "list"]])
    func `keys are shown by their names`(words: [String]) throws {
        let server = CannedServer(.json(Self.keys(saved: false)))
        let outcome = try run(words, server)
        #expect(
            outcome.output == """
                ID                PRIMARY  BITS
                be45cb2605bf36be  *        256
                7f8f85b2ab3a9f83  -        128

                """
        )
        #expect(outcome.errors == "")
        #expect(server.requests[0].hasPrefix("GET /keys HTTP/1.1"))
    }

    @Test(arguments: [
        (["use", "be45"], "POST /keys ", #"{"action":"use","id":"be45"}"#),
        (["remove", "7f&8"], "DELETE /keys?id=7f%268 ", ""),
        (
            ["install", "-"], "POST /keys ",
            #"{"action":"install","key":"AAECAwQFBgcICQoLDA0ODw=="}"#
        ),
    ])
    func `keys are changed, and it is said when that does not last`(
        words: [String],
        start: String,
        expected: String
    ) throws {
        for isSaved in [true, false] {
            let server = CannedServer(.json(Self.keys(saved: isSaved)))
            let outcome = try run(
                ["keys"] + words,
                server,
                input: "  AAECAwQFBgcICQoLDA0ODw==\n"
            )
            #expect(outcome.status == 0)
            #expect(server.requests[0].hasPrefix(start))
            #expect(body(server.requests[0]) == expected)
            #expect(outcome.errors.contains("this lasts until the node ends") != isSaved)
        }
    }

    @Test(arguments: ["", "AAEC", "not base64 at all", "AAECAwQFBgcICQoLDA0ODw", "\u{0}"])
    func `what is no key is not sent away, nor shown`(text: String) throws {
        let server = CannedServer(.json(Self.keys(saved: true)))
        let outcome = try run(["keys", "install", "-"], server, input: text)
        #expect(outcome.status == 64)
        #expect(outcome.errors.hasPrefix("pingctl: standard input holds no key: one line is"))
        #expect(text.isEmpty || !outcome.errors.contains(text))
        #expect(server.requests == [])
    }

    @Test func `new keys are new, and what a node takes`() throws {
        let pingctl = try BuiltProgram("pingctl")
        for bits in [128, 192, 256] {
            let keys = try (0..<2).map { _ in
                try pingctl.run(["keys", "generate", "--bits", "\(bits)"]).output
            }
            #expect(Set(keys).count == 2)
            for key in keys {
                #expect(key.hasSuffix("\n"))
                #expect(Data(base64Encoded: String(key.dropLast()))?.count == bits / 8)
            }
        }
    }

    // MARK: owner

    @Test func `an owner is a row, and its key is asked for as it is`() throws {
        let member = Samples.member("node3")
        let server = CannedServer(
            .json(
                #"{"key":"a b","owner":"node3","self":false,"candidates":5,"version":17,"#
                    + #""member":\#(member)}"#
            )
        )
        let outcome = try run(["owner", "a b"], server)
        #expect(
            outcome.output == """
                OWNER  ADDRESS         STATE  SELF  CANDIDATES  KEY
                node3  127.0.0.1:7947  alive  -     5           a b

                """
        )
        #expect(server.requests[0].hasPrefix("GET /owner?key=a%20b HTTP/1.1"))
    }

    @Test func `a message for an owner says whose`() throws {
        let server = CannedServer(.json(Samples.delivery([("node3", nil)])))
        _ = try run(["send", "--owner", "user 42", "--text", "x"], server)
        _ = try run(["send", "--owner", "user 42", "--file", "/dev/null"], server)
        #expect(body(server.requests[0]).hasSuffix(#""to":{"owner":"user 42"}}"#))
        #expect(server.requests[1].hasPrefix("POST /send?owner=user%2042&"))
    }
}
