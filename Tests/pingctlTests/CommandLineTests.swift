// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BuiltPrograms
import Foundation
import Testing

@testable import pingctl

/// The command line as a shell sees it: words, exit codes, whole help screens.
struct CommandLineTests {
    @Test(arguments: [
        (["members", "--foo"], "unknown option '--foo'"),
        (["members", "--meta", "zone"], "a tag is written KEY=VALUE, not \"zone\""),
        (["memb"], "there is no command \"memb\"; did you mean pingctl members?"),
        (
            ["-o", "json", "mesages"],
            "there is no command \"mesages\"; did you mean pingctl messages?"
        ),
        (["keygen"], "there is no command \"keygen\"; did you mean pingctl keys generate?"),
        (["force-leave", "x"], "there is no command \"force-leave\" (see pingctl --help)"),
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
        (["send", "--to", "a", "--owner", "b", "--text", "x"], "--to and --owner exclude each"),
        (["messages", "--limit", "0"], "--limit is at least 1"),
        (["messages", "--after=-1"], "the value '-1' is invalid for '--after <seq>'"),
        (["messages", "--folow"], "unknown option '--folow'. Did you mean '--follow'?"),
        (["events", "--reconnect", "soon"], "the value 'soon' is invalid for '--reconnect"),
        (["ping", "--count", "0"], "--count is at least 1"),
        (["ping", "--interval", "9ms"], "--interval is at least 10ms"),
        (["ping", "--wait", "0s"], "the value '0s' is invalid for '--wait <duration>'"),
        (["meta", "set", "zone"], "a tag is written KEY=VALUE, not \"zone\""),
        (["meta", "set", "=x"], "a tag is written KEY=VALUE"),
        (["meta", "set", "--json", "a={"], "--json wants a JSON value in \"a={\""),
        (["meta", "set"], "missing expected argument '<key=value> ...'"),
        (["meta", "nope"], "there is no command \"meta nope\" (see pingctl meta --help)"),
        (["keys", "lst"], "there is no command \"keys lst\"; did you mean pingctl keys list?"),
        (["rpc", "serve"], "missing expected argument '<method>' (see pingctl rpc serve --help)"),
        (["join"], "missing expected argument '<address> ...'"),
        (["owner"], "missing expected argument '<key>'"),
        (["keys", "install"], "missing expected argument '<file>'"),
        (["keys", "install", "/nonexistent"], "cannot read /nonexistent: no such file"),
        (["keys", "generate", "--bits", "64"], "--bits is 256, 192 or 128"),
        (["self", "--url", "a", "--context", "b"], "--url and --context exclude each other"),
        (["self", "--cacert", "/nonexistent"], "cannot read /nonexistent: no such file"),
        (["members", "--watch", "--url", "a", "--url", "b"], "--watch follows one node"),
        (["rtt", "a", "a"], "name two different members"),
        (["bench", "--count", "0"], "--count is 1 to 10000000"),
        (["bench", "--concurrency", "17"], "--concurrency is 1 to 16"),
        (["reachability", "--wait", "0s"], "the value '0s' is invalid for '--wait <duration>'"),
        (["context", "add", "a b", "--url", "x"], "a context's name is 1 to 64 letters"),
        (["context", "add", "a", "--url", "ftp://x"], "--url: \"ftp://x\" is not the URL"),
        (["self", "--context", "a"], "there is no context \"a\"; see pingctl context list"),
        (["metrics", "-o", "xml"], "the value 'xml' is invalid for '-o <format>'"),
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

    /// Every command's words, groups and their subcommands.
    private static let everyCommand: [[String]] = PingctlCommand.configuration.subcommands
        .flatMap { command in
            let name = command.configuration.commandName ?? ""
            return [[name]]
                + command.configuration.subcommands.map {
                    [name, $0.configuration.commandName ?? ""]
                }
        }

    @Test(arguments: everyCommand)
    func `every command has a sentence, examples that name it, and exit codes`(
        command: [String]
    ) throws {
        let help = try BuiltProgram("pingctl").run(command + ["--help"])
        #expect(help.status == 0 && help.errors == "")
        let first = help.output.split(separator: "\n").first ?? ""
        #expect(first.hasPrefix("OVERVIEW: ") && first.count > 30)
        #expect(help.output.contains("\nEXIT CODES\n  0   done\n"))
        let name = "pingctl " + command.joined(separator: " ")
        let examples = help.output.components(separatedBy: "\nEXAMPLES\n").dropFirst().first ?? ""
        #expect(examples.components(separatedBy: "\n\n")[0].contains(name), "\(help.output)")
        #expect(try BuiltProgram("pingctl").run(["help"] + command) == help)
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
