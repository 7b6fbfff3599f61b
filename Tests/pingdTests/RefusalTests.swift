// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import pingd

/// Every bad value: where it stands, what is wrong, what to write instead.
struct RefusalTests {
    @Test(arguments: [
        (["--foo"], "unknown option '--foo'. Did you mean '--join'? (see pingd --help)"),
        (["extra"], "unexpected argument 'extra' (see pingd --help)"),
        (["--name"], "missing value for '--name <name>' (see pingd --help)"),
        (["--name", ""], "--name: is empty; give a value or leave it out"),
        (["--name", "a\nb"], "--name: contains a control character; use printable ones"),
        (
            ["--name", String(repeating: "x", count: 256)],
            "--name: is 256 bytes long; the limit is 255"
        ),
        (
            ["--bind", "1.2.3"],
            "--bind: \"1.2.3\" is not an IP address with a port; "
                + "write it like 127.0.0.1:7946 or [::1]:7946"
        ),
        (
            ["--bind", "host:7946"],
            "--bind: \"host:7946\" is not an IP address with a port; "
                + "write it like 127.0.0.1:7946 or [::1]:7946"
        ),
        (
            ["--bind", "::1"],
            "--bind: \"::1\" is ambiguous; put the IPv6 address in brackets, like [::1]:7946"
        ),
        (["--bind", "127.0.0.1:"], "--bind: \"\" is not a port; use 0 to 65535"),
        (["--bind", ":65536"], "--bind: \"65536\" is not a port; use 0 to 65535"),
        (["--http", ":-1"], "--http: \"-1\" is not a port; use 0 to 65535"),
        (["--http", "unix:"], "--http: is empty; give a value or leave it out"),
        (
            ["--http", "unix:" + String(repeating: "x", count: 108)],
            "--http: is 108 bytes long; the limit is 107"
        ),
        (
            ["--advertise", ":7946"],
            "--advertise: \":7946\" cannot be dialled by others; give an address of this machine"
        ),
        (["--join", "a,,b"], "--join: is empty; give a value or leave it out"),
        (["--join", "a:0"], "--join: \"0\" is not a port; use 0 to 65535"),
        (
            ["--join", "/a"],
            "--join: \"/a\" is not a node to join; write it like host, host:7946 or [::1]:7946"
        ),
        (
            ["--join", ":1"],
            "--join: \":1\" is not a node to join; write it like host, host:7946 or [::1]:7946"
        ),
        (["--join-once"], "--join-once: there is nobody to join; give an address with --join"),
        (
            ["--ping", "3x"],
            "--ping: \"3x\" is not a duration; write one like 500ms, 3s, 2m or 1h"
        ),
        (["--ping", "0s"], "--ping: \"0s\" is out of range; use 1ms to 24h"),
        (["--ping", "25h"], "--ping: \"25h\" is out of range; use 1ms to 24h"),
        (["--profile", "LAN"], "--profile: \"LAN\" is not known; use lan, wan, local"),
        (
            ["--inbox-messages", "0"],
            "--inbox-messages: \"0\" is not a number from 1 to 1000000"
        ),
        (
            ["--inbox-bytes", "1023"],
            "--inbox-bytes: \"1023\" is not a number from 1024 to 68719476736"
        ),
        (["--http-threads", "0"], "--http-threads: \"0\" is not a number from 1 to 64"),
        (["--http-threads", "two"], "--http-threads: \"two\" is not a number from 1 to 64"),
        (["--meta", "=x"], "--meta: \"=x\" is not KEY=VALUE"),
        (["--meta", "x"], "--meta: \"x\" is not KEY=VALUE"),
        (["--meta", "a=1", "--meta", "a=2"], "--meta: the tag \"a\" is given twice"),
        (["--meta", "pingd=1"], "--meta: the tag \"pingd\" is pingd's own; choose another"),
        (
            ["--label", String(repeating: "é", count: 128)],
            "--label: is 256 bytes long; the limit is 255"
        ),
        (["--log-format", "xml"], "--log-format: \"xml\" is not known; use text, json"),
        (
            ["--log-level", "\u{1B}[31m"],
            "--log-level: \"\\u{1b}[31m\" is not known; "
                + "use trace, debug, info, notice, warning, error, critical"
        ),
    ])
    func `a wrong flag is one sentence and exit code 64`(
        flags: [String],
        sentence: String
    ) throws {
        let expected = Refusal(sentence: sentence, exitStatus: .usage)
        #expect(try Settings.refusal(flags) == expected)
    }

    @Test(arguments: [
        (
            ["PINGD_PING": "3x"],
            "PINGD_PING: \"3x\" is not a duration; write one like 500ms, 3s, 2m or 1h"
        ),
        (["PINGD_NO_PONG": "maybe"], "PINGD_NO_PONG: \"maybe\" is neither true nor false"),
        (["JOIN_ADDR": "a:b"], "JOIN_ADDR: \"b\" is not a port; use 0 to 65535"),
        (["PINGD_JOIN": "a,"], "PINGD_JOIN: is empty; give a value or leave it out"),
        (["PINGD_META": "a"], "PINGD_META: \"a\" is not KEY=VALUE"),
        (
            ["PINGD_JOIN_ONCE": "1"],
            "PINGD_JOIN_ONCE: there is nobody to join; give an address with --join"
        ),
        (
            ["PINGD_CONFIG": "/nonexistent.yaml"],
            "cannot read /nonexistent.yaml: no such file or directory (--config)"
        ),
        (
            ["PINGD_HTTP_TOKEN_FILE": "/nonexistent"],
            "PINGD_HTTP_TOKEN_FILE: cannot read /nonexistent: no such file or directory"
        ),
    ])
    func `a wrong variable is one sentence and exit code 78`(
        environment: [String: String],
        sentence: String
    ) throws {
        let expected = Refusal(sentence: sentence, exitStatus: .configuration)
        #expect(try Settings.refusal(environment: environment) == expected)
    }

    @Test(arguments: [
        ("name: a\nbnd: b\n", "FILE:2: unknown key \"bnd\"; did you mean \"bind\"?"),
        ("\n\nHTTP_HOST: a", "FILE:3: unknown key \"HTTP_HOST\"; did you mean \"http-host\"?"),
        ("frobnicate: 1", "FILE:1: unknown key \"frobnicate\"; see pingd --help"),
        ("config: x", "FILE:1: unknown key \"config\"; see pingd --help"),
        ("? [a]\n: b", "FILE:1: unknown key \"\"; see pingd --help"),
        ("\"a\\e\": 1", "FILE:1: unknown key \"a\\u{1b}\"; see pingd --help"),
        (
            "# comment\nname: a\nping: 3x\n",
            "FILE:3: ping: \"3x\" is not a duration; write one like 500ms, 3s, 2m or 1h"
        ),
        ("name: a\njoin:\n  - b:x\n", "FILE:2: join: \"x\" is not a port; use 0 to 65535"),
        ("no-pong: 3", "FILE:1: no-pong: \"3\" is neither true nor false"),
        ("http-threads: 1.5", "FILE:1: http-threads: \"1.5\" is not a number from 1 to 64"),
        ("name: [a]", "FILE:1: name takes one value"),
        ("name: {a: b}", "FILE:1: name takes one value"),
        ("join: {a: b}", "FILE:1: join takes one value or a list of values"),
        ("join: [[a]]", "FILE:1: join takes one value or a list of values"),
        ("meta: {a: [b]}", "FILE:1: meta takes keys with a value each"),
        ("- a", "FILE:1: expected lines like \"name: node1\""),
        ("just words", "FILE:1: expected lines like \"name: node1\""),
        (
            "name: a\n  bad: b",
            "FILE:2: not valid YAML: mapping values are not allowed in this context"
        ),
        ("name: a\n\tbind: b", "FILE:2: not valid YAML: found a tab character"),
        ("name: a\nname: b", "FILE:2: not valid YAML: given twice: name"),
        ("name: \"a", "FILE:1: not valid YAML: found unexpected end of stream"),
        ("name: a\n--- \nname: b", "FILE:2: not valid YAML: but found another document"),
        ("name: *b", "FILE:1: not valid YAML: aliases (*name) are not read here"),
        ("meta: &a {b: c}\njoin: *a", "FILE:2: not valid YAML: aliases (*name) are not read here"),
        ("name: a\nlabel: \u{1}", "FILE:2: not valid YAML: control characters are not allowed"),
        (
            "meta: [[[[[[[[]]]]]]]]",
            "FILE:1: not valid YAML: lists and keys are nested too deep"
        ),
        ("meta: {a: 1, a: 2}", "FILE:1: not valid YAML: given twice: a"),
        (
            "join-once: true",
            "FILE:1: join-once: there is nobody to join; give an address with --join"
        ),
    ])
    func `a wrong file is one sentence with its line, and exit code 78`(
        text: String,
        sentence: String
    ) throws {
        let refusal = try #require(try Settings.refusal(file: text))
        #expect(refusal.exitStatus == .configuration)
        // The parser's words may go on.
        #expect(refusal.sentence.hasPrefix(sentence), "\(refusal.sentence)")
        #expect(!refusal.sentence.contains("\n"))
    }

    @Test(arguments: ["", "# nothing\n", "---\n", "name:\nping: ~\nlabel: null\n", "{}"])
    func `a file that says nothing is no mistake`(text: String) throws {
        #expect(try Settings.read(file: text) == Configuration(name: "machine"))
    }

    @Test func `a file that is too long or not UTF-8 is refused`() throws {
        let long = "# " + String(repeating: "x", count: ConfigurationFile.limitBytes)
        #expect(
            try Settings.refusal(file: long)
                == Refusal(
                    sentence: "FILE is longer than 1048576 bytes (--config)",
                    exitStatus: .configuration
                )
        )
        #expect(
            try Settings.refusal(["--config", "/proc/self/exe"])?.exitStatus == .configuration
        )
        #expect(
            try Settings.refusal(["--config", "/tmp"])?.sentence
                == "cannot read /tmp: is a directory (--config)"
        )
    }

    @Test func `a token file named by a flag is still configuration`() throws {
        let empty = try TemporaryFile(" \n")
        #expect(
            try Settings.refusal(["--http-token-file", empty.path])
                == Refusal(
                    sentence: "--http-token-file: \(empty.path) holds no token; "
                        + "make one with: head -c 32 /dev/urandom | base64 > \(empty.path)",
                    exitStatus: .configuration
                )
        )
        withExtendedLifetime(empty) {}
    }

    @Test func `a machine without a name needs --name`() throws {
        #expect(
            try Settings.refusal(hostName: nil)
                == Refusal(
                    sentence: "this machine has no usable host name; "
                        + "give the node one with --name",
                    exitStatus: .configuration
                )
        )
        #expect(try Settings.read(["--name", "n"], hostName: nil).name == "n")
    }

    @Test func `a value of any length makes a sentence of bounded length`() throws {
        let refusal = try Settings.refusal(["--ping", String(repeating: "x", count: 100_000)])
        #expect(refusal!.sentence.count < 200)
    }
}
