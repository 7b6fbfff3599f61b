// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

/// The completions of both programs, in the shells that they are for.
struct CompletionTests {
    /// A folder with what a shell needs: the scripts of both programs.
    private final class Scripts {
        let folder: String

        init(_ shell: String) throws {
            let place = FileManager.default.temporaryDirectory
                .appendingPathComponent("completions-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            folder = place.path
            for program in ["pingctl", "pingd"] {
                let script = try BuiltProgram(program)
                    .run(["--generate-completion-script", shell])
                #expect(script.status == 0, "\(script.errors)")
                try script.output.write(
                    toFile: path(program),
                    atomically: true,
                    encoding: .utf8
                )
            }
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        /// As zsh finds it.
        func path(_ program: String) -> String { folder + "/_" + program }
    }

    /// The environment of a person, with the built programs in reach.
    private func environment(_ home: String) throws -> [String: String] {
        let programs = URL(filePath: try BuiltProgram("pingctl").path).deletingLastPathComponent()
        return [
            "PATH": programs.path() + ":/usr/bin:/bin", "HOME": home, "TERM": "dumb",
            "LC_ALL": "C.UTF-8",
        ]
    }

    @Test(.enabled(if: TerminalSession.has("bash")))
    func `bash completes members, commands and options`() throws {
        let scripts = try Scripts("bash")
        let node = try RealNode("node-17")
        let script = """
            set -eu
            source '\(scripts.path("pingctl"))'
            source '\(scripts.path("pingd"))'
            set +eu
            # What a person has typed, a word an argument; the last one is to be completed.
            complete_words() {
                local handler
                handler=$(complete -p "$1" | sed 's/.*-F \\([^ ]*\\).*/\\1/')
                COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
                COMP_TYPE=9 COMP_KEY=9 COMPREPLY=()
                "$handler" "$1" "${!#}" "${COMP_WORDS[$(($# - 2))]}"
                echo "$*: ${COMPREPLY[*]}"
            }
            complete_words pingctl ping --url \(node.url) no
            complete_words pingctl send --url \(node.url) --to ''
            complete_words pingctl mem
            complete_words pingctl members --wa
            complete_words pingd --gossip-in
            """
        let outcome = try BuiltProgram(path: "/usr/bin/bash").run(
            ["--norc", "-c", script],
            environment: environment(scripts.folder)
        )
        #expect(outcome.errors == "")
        let lines = outcome.output.split(separator: "\n").map { line in
            line.split(separator: " ").joined(separator: " ")
        }
        #expect(
            lines == [
                "pingctl ping --url \(node.url) no: node-17",
                "pingctl send --url \(node.url) --to : node-17", "pingctl mem: members",
                "pingctl members --wa: --watch", "pingd --gossip-in: --gossip-interval",
            ]
        )
    }

    /// Types each line, presses Tab, and waits until it is whole.
    private func check(_ shell: TerminalSession, _ node: RealNode) throws {
        try shell.wait("the prompt") { $0.first == "ready>" }
        for (typed, whole) in [
            ("pingctl ping --url \(node.url) no", "pingctl ping --url \(node.url) node-17"),
            (
                "pingctl send --url \(node.url) --to n",
                "pingctl send --url \(node.url) --to node-17"
            ),
            ("pingctl memb", "pingctl members"),
            ("pingctl members --wat", "pingctl members --watch"),
            ("pingd --gossip-in", "pingd --gossip-interval"),
        ] {
            try shell.type(typed)
            try shell.wait("what was typed") { $0.contains("ready> " + typed) }
            try shell.press("Tab")
            try shell.wait("\"\(whole)\"") { $0.contains("ready> " + whole) }
            // A shell that is still drawing may not hear the first one.
            try shell.wait("an empty line") { lines in
                if lines.last(where: { !$0.isEmpty }) == "ready>" { return true }
                try? shell.press("C-c")
                return false
            }
            try shell.type("clear")
            try shell.press("Enter")
            try shell.wait("the prompt") { $0.first == "ready>" }
        }
    }

    private func shell(_ command: String, _ scripts: Scripts) throws -> TerminalSession {
        try TerminalSession(
            command,
            environment: try environment(scripts.folder).merging(["TERM": "screen"]) { $1 },
            columns: 160
        )
    }

    @Test(.enabled(if: TerminalSession.has("fish")))
    func `fish completes members, commands and options`() throws {
        let scripts = try Scripts("fish")
        let shell = try shell("fish --no-config --private", scripts)
        for line in [
            // What fish guesses while one types must not be taken for a completion.
            "set -g fish_autosuggestion_enabled 0; function fish_prompt; echo -n \"ready> \"; end",
            "source \"\(scripts.path("pingctl"))\"; source \"\(scripts.path("pingd"))\"; clear",
        ] {
            try shell.type(line)
            try shell.press("Enter")
        }
        try check(shell, try RealNode("node-17"))
    }

    @Test(.enabled(if: TerminalSession.has("zsh")))
    func `zsh completes members, commands and options`() throws {
        let scripts = try Scripts("zsh")
        let shell = try shell("zsh -f -i", scripts)
        for line in [
            "PS1=\"ready> \"; fpath=(\"\(scripts.folder)\" $fpath)",
            "autoload -Uz compinit && compinit -u -D && clear",
        ] {
            try shell.type(line)
            try shell.press("Enter")
        }
        try check(shell, try RealNode("node-17"))
    }
}
