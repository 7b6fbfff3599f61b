// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Glibc
import Testing

/// A terminal of its own, played by tmux, with a program in it.
final class TerminalSession {
    private static let tmux = "/usr/bin/tmux"
    private let socket: String
    /// No daemon, which would hold on to what its parent waits for.
    private let server: RunningProgram

    /// Without tmux and the shells the tests are skipped, unless they are required: then they fail.
    static func has(_ program: String = "tmux") -> Bool {
        ProcessInfo.processInfo.environment["PINGD_REQUIRE_PEERS"] == "1"
            || FileManager.default.isExecutableFile(atPath: "/usr/bin/" + program)
    }

    /// Runs `command`, words that a shell reads, with nothing but these variables.
    init(
        _ command: String,
        environment: [String: String] = [:],
        columns: Int,
        rows: Int = 24
    ) throws {
        let path = URL(filePath: try BuiltProgram("pingctl").path).deletingLastPathComponent()
        let variables = [
            "PATH": path.path() + ":/usr/bin:/bin", "TERM": "screen", "LC_ALL": "C.UTF-8",
        ]
        .merging(environment) { $1 }
        let words = variables.map { "\($0.key)='\($0.value)'" }.joined(separator: " ")
        socket = "pingctl-\(UUID().uuidString.prefix(8))"
        server = try BuiltProgram(path: Self.tmux)
            .start(["-L", socket, "-f", "/dev/null", "-D"], environment: ["LC_ALL": "C.UTF-8"])
        // The shell stays when the program has ended, so that what it said can be looked at.
        let begin = [
            "-N", "new-session", "-d", "-s", "s", "-x", "\(columns)", "-y", "\(rows)",
            "trap : INT; env -i \(words) \(command); echo \"over $?\"; exec sleep 600",
        ]
        for _ in 0..<500 {
            if try ask(begin).status == 0 { return }
            _ = poll(nil, 0, 20)
        }
        Issue.record("tmux does not start: \(server.errors.text)")
    }

    deinit { server.send(signal: SIGTERM) }

    /// What is on the screen, a text for each line without the spaces at its end.
    var screen: [String] {
        get throws {
            let lines = try run(["capture-pane", "-p", "-t", "s"]).split(
                separator: "\n",
                omittingEmptySubsequences: false
            )
            return lines.map { line in
                String(line.reversed().drop { $0 == " " }.reversed())
            }
        }
    }

    /// The screen with its colours, as escape sequences.
    var colouredScreen: String {
        get throws { try run(["capture-pane", "-p", "-e", "-t", "s"]) }
    }

    func type(_ text: String) throws { try run(["send-keys", "-t", "s", "-l", text]) }

    /// A key by its name: `Enter`, `Tab`, `C-c`.
    func press(_ key: String) throws { try run(["send-keys", "-t", "s", key]) }

    func resize(columns: Int, rows: Int = 24) throws {
        try run(["resize-window", "-t", "s", "-x", "\(columns)", "-y", "\(rows)"])
    }

    /// Looks again and again until the screen is as it should be.
    @discardableResult
    func wait(_ what: String, until isThere: ([String]) -> Bool) throws -> [String] {
        for _ in 0..<3_000 {
            let lines = try screen
            if isThere(lines) { return lines }
            _ = poll(nil, 0, 20)
        }
        Issue.record(
            "\(what) does not come; on the screen is:\n\(try screen.joined(separator: "\n"))"
        )
        return try screen
    }

    @discardableResult
    func wait(for text: String) throws -> [String] {
        try wait("\"\(text)\"") { $0.contains { $0.contains(text) } }
    }

    @discardableResult
    private func run(_ arguments: [String]) throws -> String {
        let outcome = try ask(arguments)
        try #require(outcome.status == 0, "tmux \(arguments): \(outcome.errors)")
        return outcome.output
    }

    private func ask(_ arguments: [String]) throws -> BuiltProgram.Outcome {
        try BuiltProgram(path: Self.tmux)
            .run(["-L", socket] + arguments, environment: ["LC_ALL": "C.UTF-8"])
    }
}
