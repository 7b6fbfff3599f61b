// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation

/// A shell in a machine of its own, as far as a page can tell: its ports, its processes, and a
/// directory that looks like a clone in which `swift build` has been run.
///
/// Whatever a page starts has ended when the shell has: it is the first process of its namespace.
final class PageShell {
    struct Failure: Error, CustomStringConvertible {
        let description: String
        /// Whether the shell has no such program.
        var isProgramMissing: Bool { description.hasPrefix("exit code 127:") }
    }

    private let program: RunningProgram
    private let orders: FileHandle
    private let folder: URL
    private var count = 0
    private var read = 0

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("page-\(UUID().uuidString)")
        let clone = folder.appendingPathComponent("pingd")
        let programs = URL(filePath: try BuiltProgram("pingd").path)
            .deletingLastPathComponent().path
        try Self.makeClone(at: clone, with: programs)
        let pipe = Pipe()
        orders = pipe.fileHandleForWriting
        let driver = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().appendingPathComponent("page-shell.bash")
        let inherited = ProcessInfo.processInfo.environment
        program = try BuiltProgram(path: "/usr/bin/unshare").start(
            Self.namespaces + [
                "env", "--default-signal=INT", "/bin/bash", driver.path, folder.path,
            ],
            environment: [
                "PATH": "\(programs):\(inherited["PATH"] ?? "/usr/bin:/bin"):/usr/sbin:/sbin",
                "HOME": folder.path, "TMPDIR": folder.path, "LANG": "C.UTF-8",
            ],
            standardInput: pipe.fileHandleForReading
        )
    }

    deinit {
        try? orders.close()
        _ = try? program.waitForExit(within: 20)
        try? FileManager.default.removeItem(at: folder)
    }

    /// Runs a step as often as it takes to be what the page shows, or says what is wrong.
    ///
    /// `patience` are the seconds for an answer to become what is shown; a killed member is dead
    /// within twenty.
    func run(_ step: ShellStep, patience: Double = 30) throws {
        let deadline = Date(timeIntervalSinceNow: patience)
        let begin = read
        var verb = "run"
        while true {
            // What runs beside a command may answer a moment after it.
            let flaw =
                try step.isInterrupted
                ? interrupted(step)
                : ended(verb, step)
                    ?? missing(step, since: begin, within: step.isPatient ? 1 : patience)
            guard let flaw else { return }
            guard step.isPatient, deadline.timeIntervalSinceNow > 0 else {
                throw Failure(description: flaw)
            }
            verb = "again"
        }
    }

    /// Seconds for one command.
    private static let limit = 60.0

    private static let namespaces: [String] =
        ["--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
        + (getuid() == 0 ? [] : ["--user", "--map-root-user"])

    /// Whether this machine lets us have a network of our own.
    static let canRun: Bool = {
        let unshare = BuiltProgram(path: "/usr/bin/unshare")
        let outcome = try? unshare.run(
            namespaces + ["ip", "link", "set", "lo", "up"],
            environment: ["PATH": "/usr/bin:/bin:/usr/sbin:/sbin"]
        )
        return outcome?.status == 0
    }()

    private func ended(_ verb: String, _ step: ShellStep) throws -> String? {
        let answer = try order(verb, step)
        guard let status = answer.status else {
            throw Failure(description: "it does not end; so far:\n\(answer.text)")
        }
        return status == "0" ? nil : "exit code \(status):\n\(answer.text)"
    }

    private func missing(_ step: ShellStep, since begin: Int, within seconds: Double) -> String? {
        let expected = ShownText(lines: step.expected)
        let said = program.output.wait(within: seconds) { text in
            expected.missing(from: String(text.dropFirst(begin))) == nil
        }
        guard said == nil else { return nil }
        let text = program.output.text.dropFirst(begin).suffix(1_500)
        return "it does not say\n\(expected.missing(from: String(text)) ?? "")\nbut\n\(text)"
    }

    private func interrupted(_ step: ShellStep) throws -> String? {
        _ = try order("start", step)
        let expected = ShownText(lines: step.expected)
        let seen = program.output.wait(within: Self.limit) { text in
            expected.missing(from: String(text.dropFirst(self.read))) == nil
        }
        let answer = try order("interrupt", step)
        guard answer.status != nil else {
            throw Failure(description: "Ctrl-C does not end it:\n\(answer.text)")
        }
        return seen == nil ? "it does not say all that is shown, but\n\(answer.text)" : nil
    }

    /// Has the shell do something, and returns what was said meanwhile, and the exit code.
    private func order(
        _ verb: String,
        _ step: ShellStep
    ) throws -> (text: String, status: String?) {
        count += 1
        let file = folder.appendingPathComponent("step")
        try Data(step.command.utf8).write(to: file)
        try orders.write(contentsOf: Data("\(verb) \(count)\n".utf8))
        let mark = "\u{1e}\(count) "
        let said = program.output.wait(within: Self.limit) { text in
            text.range(of: mark).map { text[$0.upperBound...].contains("\n") } ?? false
        }
        let text = String((said ?? program.output.text).dropFirst(read))
        guard said != nil, let found = text.range(of: mark) else { return (text, nil) }
        let status = text[found.upperBound...].prefix { $0 != "\n" }
        // What was started has only begun to speak.
        if verb != "start" { read += text[..<status.endIndex].count + 1 }
        return (String(text[..<found.lowerBound]), String(status))
    }

    private static func makeClone(at clone: URL, with programs: String) throws {
        let manager = FileManager.default
        let build = clone.appendingPathComponent(".build")
        try manager.createDirectory(at: build, withIntermediateDirectories: true)
        for name in try manager.contentsOfDirectory(atPath: Page.root.path)
        where !name.hasPrefix(".") {
            try manager.createSymbolicLink(
                at: clone.appendingPathComponent(name),
                withDestinationURL: Page.root.appendingPathComponent(name)
            )
        }
        try manager.createSymbolicLink(
            atPath: build.appendingPathComponent("debug").path,
            withDestinationPath: programs
        )
    }
}
