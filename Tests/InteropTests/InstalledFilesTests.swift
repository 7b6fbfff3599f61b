// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RealPrograms {
    /// What is installed beside the programs: made from what they say of themselves, and gone when
    /// they go.
    struct InstalledFilesTests {
        private static let programs = [Installation.pingd, Installation.pingctl]

        @Test(.enabled(if: Installation.hasManual), arguments: programs)
        func `every manual page renders without a warning`(program: String) async throws {
            let folder = try ScratchFolder()
            let script = """
                set -euo pipefail
                "$1" --experimental-dump-help |
                    python3 "$2" --version 1 --date 0 --output "$3"
                for page in "$3"/*.1; do
                    MANWIDTH=80 man --warnings --encoding=UTF-8 --local-file "$page" > "$page.txt"
                    grep -q '^SYNOPSIS' "$page.txt" || echo "$page is empty"
                done
                """
            let rendered = try await Command.run(
                "bash",
                ["-c", script, "bash", program, Packaging.file("manual.py"), folder.path]
            )
            #expect(rendered.status == 0)
            #expect(rendered.errors == "")
            #expect(rendered.output == "")
            let pages = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(pages.contains(Self.name(of: program) + ".1"))
        }

        @Test(.enabled(if: Installation.hasShells), arguments: programs, ["bash", "zsh", "fish"])
        func `completions load and complete`(program: String, shell: String) async throws {
            let folder = try ScratchFolder()
            let name = Self.name(of: program)
            let made = try await Command.run(program, ["--generate-completion-script", shell])
            #expect(made.status == 0)
            let file = "\(folder.path)/_\(name)"
            try made.output.write(toFile: file, atomically: true, encoding: .utf8)
            let line = "\(name) --ver"
            let completed = try await Command.run(shell, Self.completing(line, file, in: shell))
            #expect(completed.status == 0)
            #expect(completed.errors == "")
            // zsh completes for its line editor alone: here it tells whom it would ask.
            let wanted = shell == "zsh" ? "_\(name)" : "--version"
            let words = completed.output.split { $0.isWhitespace }
            #expect(words.first.map(String.init) == wanted, "\(completed.output)")
        }

        private static func name(of program: String) -> String {
            URL(fileURLWithPath: program).lastPathComponent
        }

        /// The shell's arguments to print what it has for the line, whose last word is unfinished.
        private static func completing(
            _ line: String,
            _ file: String,
            in shell: String
        ) -> [String] {
            switch shell {
            case "bash":
                let script = """
                    source "$2"
                    COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDS=($1) COMP_CWORD=1 COMP_TYPE=9
                    "_${COMP_WORDS[0]}" "${COMP_WORDS[0]}" "${COMP_WORDS[1]}" "${COMP_WORDS[0]}"
                    printf '%s\\n' "${COMPREPLY[@]}"
                    """
                return ["--norc", "-c", script, "bash", line, file]
            case "zsh":
                let script = """
                    fpath=(${2:h} $fpath); autoload -U compinit && compinit -D -u
                    autoload +X ${2:t} && print ${_comps[${1%% *}]}
                    """
                return ["-f", "-c", script, "zsh", line, file]
            default:
                return ["--no-config", "-c", "source \(file); complete -C '\(line)'"]
            }
        }

        @Test func `what was installed goes again, but for settings that were changed`()
            async throws
        {
            let folder = try ScratchFolder()
            try folder.linkBuild()
            let prefix = folder.path + "/prefix"
            #expect(try await install(prefix, folder, "--built").status == 0)
            let files = try FileManager.default.subpathsOfDirectory(atPath: prefix)
            for file in [
                "bin/pingd", "bin/pingctl", "etc/pingd/pingd.yaml", "share/doc/pingd/NOTICE",
                "share/man/man1/pingd.1.gz", "share/man/man1/pingctl-members.1.gz",
                "share/bash-completion/completions/pingd", "share/zsh/site-functions/_pingd",
                "share/fish/vendor_completions.d/pingd.fish", "lib/systemd/system/pingd.socket",
            ] {
                #expect(files.contains(file), "there is no \(file)")
            }
            let unit = try folder.text(of: "prefix/lib/systemd/system/pingd.service")
            let start = "ExecStart=\(prefix)/bin/pingd --config \(prefix)/etc/pingd/pingd.yaml\n"
            #expect(unit.contains(start))
            let version = try await Command.run("\(prefix)/bin/pingd", ["--version"])
            #expect(version.status == 0)

            try "name: mine\n".write(
                toFile: "\(prefix)/etc/pingd/pingd.yaml",
                atomically: true,
                encoding: .utf8
            )
            #expect(try await install(prefix, folder, "--uninstall").status == 0)
            let left = try FileManager.default.subpathsOfDirectory(atPath: prefix)
            #expect(left.sorted() == ["etc", "etc/pingd", "etc/pingd/pingd.yaml"])
            #expect(try folder.text(of: "prefix/etc/pingd/pingd.yaml") == "name: mine\n")
        }

        private func install(
            _ prefix: String,
            _ folder: ScratchFolder,
            _ action: String
        ) async throws -> Command {
            let script = Packaging.file("../install")
            let done = try await Command.run(
                "env",
                ["PINGD_SCRATCH=\(folder.path)", script, "--prefix", prefix, action],
                within: .seconds(120)
            )
            #expect(done.errors == "")
            return done
        }
    }
}
