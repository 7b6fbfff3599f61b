// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Testing

@testable import pingctl

/// The command line as a shell sees it: words, exit codes, whole help screens.
struct CommandLineTests {
    @Test(arguments: [
        (["members", "--foo"], "unknown option '--foo'"),
        (["memb"], "unexpected argument 'memb'"),
        (["send"], "a message is exactly one of --key with --value, --text, --json, or --file"),
        (["send", "--key", "k"], "--key and --value go together"),
        (["send", "--text", "a", "--json", "1"], "a message is exactly one of"),
        (["send", "--json", #"1,"to":"x""#], "--json takes one JSON value"),
        (["send", "--json", "{"], "--json takes one JSON value"),
        (["send", "--key", "k", "--value", "1.5"], "the value '1.5' is invalid for '--value"),
        (
            ["send", "--key", "k", "--value", "18446744073709551616"],
            "the value '18446744073709551616' is invalid for '--value"
        ),
        (
            ["members", "--timeout", "3x"],
            "the value '3x' is invalid for '--timeout <duration>': write a duration like 500ms"
        ),
        (["members", "--timeout", "0s"], "the value '0s' is invalid for '--timeout <duration>'"),
        (["members", "-o", "xml"], "the value 'xml' is invalid for '-o <format>'"),
        (["self", "--url", "ftp://x"], "--url: \"ftp://x\" is not the URL of a node"),
        (["self", "--token-file", "/nonexistent"], "cannot read /nonexistent: no such file"),
        (["send", "--file", "/"], "cannot read /: is a directory"),
    ])
    func `wrong usage is one line and exit code 64`(
        arguments: [String],
        sentence: String
    ) throws {
        let outcome = try BuiltProgram("pingctl").run(arguments)
        #expect(outcome.status == 64)
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("pingctl: " + sentence), "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }

    @Test func `a bad URL of the environment is blamed on its variable`() throws {
        let outcome = try BuiltProgram("pingctl").run(
            ["self"],
            environment: ["PINGCTL_URL": "ftp://x"]
        )
        #expect(outcome.status == 64)
        #expect(outcome.errors.hasPrefix("pingctl: PINGCTL_URL: \"ftp://x\" is not the URL"))
    }

    @Test func `the version is the whole answer`() throws {
        let outcome = try BuiltProgram("pingctl").run(["--version"])
        #expect(outcome == .init(status: 0, output: "0.1.0\n", errors: ""))
    }

    @Test func `without a subcommand the help is shown`() throws {
        let plain = try BuiltProgram("pingctl").run([])
        let asked = try BuiltProgram("pingctl").run(["--help"])
        #expect(plain == asked)
        #expect(plain.status == 0)
    }

    @Test func `the help of members is this`() throws {
        let outcome = try BuiltProgram("pingctl").run(
            ["members", "--help"],
            environment: ["COLUMNS": "80"]
        )
        #expect(outcome.errors == "")
        #expect(outcome.output == Self.membersHelp)
    }
}
