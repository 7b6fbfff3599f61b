// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms

/// One command of a page, as whoever follows the page would type it.
struct ShellStep: Equatable {
    /// Where it begins in the page, from 1.
    let line: Int
    var command: String
    /// What the page shows as its answer.
    var shown: [String] = []

    /// Whether the page shows that Ctrl-C ends it.
    var isInterrupted: Bool { shown.last == "^C" }

    /// What must have been said.
    var expected: [String] { isInterrupted ? shown.dropLast() : shown }

    /// Whether it only asks somebody else, and may be said again while the answer is not yet the
    /// one that is shown: a node that was started a moment ago needs another one to listen, and
    /// whoever reads the page needs that long to read on.
    var isPatient: Bool {
        let word = command.split(separator: " ").first { !$0.contains("=") }
        return ["amtool", "curl", "pingctl", "serf"].contains(word)
            && !command.hasSuffix("&") && !isInterrupted
    }

    /// The commands of a block, in order.
    static func all(of block: CodeBlock) throws -> [ShellStep] {
        var steps: [ShellStep] = []
        var begun: ShellStep?
        for (index, line) in block.lines.enumerated() {
            var text = line
            if block.language == "console", begun == nil {
                guard line.hasPrefix("$ ") else {
                    if steps.isEmpty {
                        throw Flaw(line: block.line, words: "begins with no prompt")
                    }
                    steps[steps.count - 1].shown.append(line)
                    continue
                }
                text = String(line.dropFirst(2))
            }
            var step = begun ?? ShellStep(line: block.line + 1 + index, command: "")
            step.command += step.command.isEmpty ? text : "\n" + text
            begun = try isComplete(step.command) ? nil : step
            let isWord = !text.allSatisfy { $0 == " " } && !step.command.hasPrefix("#")
            if begun == nil, isWord { steps.append(step) }
        }
        if let begun { throw Flaw(line: begun.line, words: "never ends: \(begun.command)") }
        return steps
    }

    struct Flaw: Error {
        let line: Int
        let words: String
    }

    /// Whether the shell would not ask for more.
    private static func isComplete(_ command: String) throws -> Bool {
        if command.hasSuffix("\\") { return false }
        let outcome = try BuiltProgram(path: "/bin/bash").run(["-n"], input: command + "\n")
        return outcome.status == 0 && outcome.errors.isEmpty
    }
}
