// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

@testable import pingctl

/// `pingctl metrics` against a server that says what the test wants.
struct MetricsTests {
    private static let text = """
        # HELP pingd_members Members by state, \\\\ and more.
        # TYPE pingd_members gauge
        pingd_members{state="alive"} 2
        pingd_members{state="a\\"b\\n,}",x=""} 0 1395066363000
        # A comment.

        # TYPE wait_seconds histogram
        wait_seconds_bucket{le="0.1"} 3
        wait_seconds_bucket{le="+Inf"} 4
        wait_seconds_sum 1.5e-3
        wait_seconds_count 4
        bare NaN

        """

    private func run(_ arguments: [String] = []) throws -> BuiltProgram.Outcome {
        let server = CannedServer(.json(Self.text, type: "text/plain; version=0.0.4"))
        return try withExtendedLifetime(server) {
            try BuiltProgram("pingctl").run(["metrics", "--url", server.url] + arguments)
        }
    }

    @Test func `the text is what the server sent`() throws {
        let outcome = try run()
        #expect(outcome == .init(status: 0, output: Self.text, errors: ""))
    }

    @Test func `families are read with their samples`() throws {
        let families = MetricsText.families(Self.text)
        #expect(families.map(\.name) == ["pingd_members", "wait_seconds", "bare"])
        #expect(families.map(\.type) == ["gauge", "histogram", "untyped"])
        #expect(families.map(\.samples.count) == [2, 4, 1])
        #expect(families[0].help == "Members by state, \\ and more.")
        #expect(
            families[0].samples[1].labels == [
                .init(name: "state", value: "a\"b\n,}"), .init(name: "x", value: ""),
            ]
        )
        #expect(families[0].samples[1].value == "0")
    }

    @Test func `a table has a row for each value`() throws {
        #expect(
            try run(["-o", "table", "--name", "*_seconds"]).output == """
                NAME                 TYPE       VALUE   LABELS
                wait_seconds_bucket  histogram  3       le=0.1
                wait_seconds_bucket  histogram  4       le=+Inf
                wait_seconds_sum     histogram  1.5e-3  -
                wait_seconds_count   histogram  4       -

                """
        )
    }

    @Test func `JSON keeps every digit, and what is no number is a string`() throws {
        let lines = try run(["-o", "ndjson"]).output.split(separator: "\n")
        #expect(lines.count == 7)
        #expect(lines[1].hasSuffix(#""labels":{"state":"a\"b\n,}","x":""},"value":0}"#))
        #expect(
            lines[4]
                == #"{"name":"wait_seconds_sum","type":"histogram","labels":{},"value":1.5e-3}"#
        )
        #expect(lines[6] == #"{"name":"bare","type":"untyped","labels":{},"value":"NaN"}"#)
        let array = try run(["-o", "json", "--name", "bare"]).output
        #expect(array == "[\(lines[6])]\n")
    }

    @Test func `a name chooses families, with the lines that describe them`() throws {
        let outcome = try run(["--name", "pingd_*"])
        #expect(
            outcome.output == Self.text.prefix(upTo: Self.text.range(of: "# A comment")!.lowerBound)
        )
        let samples = try run(["--name", "wait_seconds_sum"])
        #expect(samples.output.hasPrefix("# TYPE wait_seconds histogram\n"))
    }

    @Test func `no metric of that name is exit code 1`() throws {
        let outcome = try run(["--name", "x?", "-o", "table"])
        #expect(
            outcome == .init(status: 1, output: "", errors: "pingctl: no metric matches \"x?\"\n")
        )
    }

    @Test(arguments: [
        "{", "a", "a{", "a{b", "a{b=", "a{b=\"", "a{b=\"\\", "a{b=\"c\"", "a{=\"c\"} 1", " 1",
        "# TYPE", "# TYPE ", "#", "a{b=\"c\"}", "\u{0}",
    ])
    func `what is no metric is passed over`(line: String) {
        #expect(MetricsText.families(line).flatMap(\.samples) == [])
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `any text is read or passed over, without a trap`(seed: UInt64) {
        var random = Xorshift(state: seed)
        for _ in 0..<2_000 {
            let bytes = random.bytes(of: "a{b=\"c\"} 1\\\n# TYPE HELP ,", below: 60)
            let text = String(decoding: bytes, as: UTF8.self)
            let families = MetricsText.families(text)
            #expect(families.map(\.text).joined().utf8.count <= text.utf8.count + 1)
        }
    }

    @Test(arguments: [
        ("*", "", true), ("", "", true), ("", "a", false), ("a*c", "abbc", true),
        ("a*c", "abbd", false), ("a?c", "abc", true), ("a?c", "ac", false), ("**a", "ba", true),
        ("?*", "", false), ("節*", "節点", true), ("a", "ab", false),
    ])
    func `a glob is a glob`(pattern: String, name: String, isMatch: Bool) {
        #expect(GlobPattern(pattern).matches(name) == isMatch)
    }
}
