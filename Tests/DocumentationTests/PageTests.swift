// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What a page tells people to type works, in the order in which it stands there.
@Suite struct PageTests {
    private static let mustRun = ["CI", "PINGD_REQUIRE_PEERS"].contains { name in
        !["", "0"].contains(ProcessInfo.processInfo.environment[name] ?? "")
    }

    @Test(
        .timeLimit(.minutes(3)),
        .enabled(if: PageShell.canRun || mustRun, "no network namespaces: run as root"),
        arguments: Page.all.filter { !$0.runnable.isEmpty }
    )
    func `every shell block of a page does what the page shows`(page: Page) async throws {
        guard let (step, failure) = try await onThread({ try Self.firstFailure(of: page) }) else {
            return
        }
        let words = Comment("\(page.path):\(step.line): \(step.command)\n\(failure)")
        if failure.isProgramMissing, !Self.mustRun {
            // Said, and no failure: whoever has no such program runs the rest.
            withKnownIssue("scripts/setup --test installs it") { Issue.record(words) }
        } else {
            Issue.record(words)
        }
    }

    private static func firstFailure(of page: Page) throws -> (ShellStep, PageShell.Failure)? {
        let shell = try PageShell()
        for block in page.runnable {
            for step in try ShellStep.all(of: block) {
                do {
                    try shell.run(step)
                } catch let failure as PageShell.Failure {
                    return (step, failure)
                }
            }
        }
        return nil
    }

    /// On a thread of its own, for a page mostly waits, and other tests need theirs.
    private func onThread<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result(catching: work)) }
        }
    }

    @Test func `a block says what it is, and one that is not run says why`() {
        for page in Page.all {
            for block in page.blocks {
                if let flaw = block.flaw { Issue.record("\(page.path):\(block.line): \(flaw)") }
            }
        }
        #expect(Page.all.count > 10, "the rules do not see the pages")
        #expect(Page.all.flatMap(\.runnable).count > 10, "the rules do not see the blocks")
    }

    @Test(arguments: [
        ("```\n$ ls\n```", "say what the block is: sh, console, text, …"),
        ("```bash\nls\n```", "call a shell sh, or console with what it answers"),
        ("```text\n$ ls\n```", "call a block with prompts console"),
        ("```sh not-run:\nls\n```", "say why it is not run"),
        ("```sh quietly\nls\n```", "only not-run: and a reason may follow sh"),
        ("```sh\n$ ls\n```", "sh has no prompts, and console has some"),
        ("```sh not-run: it takes twelve minutes\nls\n```", nil),
        ("  ```console\n  $ ls\n  a\n  ```", nil),
    ])
    func `a block cannot be passed over in silence`(text: String, flaw: String?) {
        #expect(CodeBlock.all(of: text).map(\.flaw) == [flaw])
    }

    @Test func `commands are told from what they answer`() throws {
        let block = CodeBlock(
            line: 10,
            info: "console",
            lines: [
                "$ cat <<END", "> one", "END", "> one", "$ ls \\", "  -l", "total 0", "$ watch",
                "a",
                "^C",
            ]
        )
        let steps = try ShellStep.all(of: block)
        #expect(
            steps == [
                ShellStep(line: 11, command: "cat <<END\n> one\nEND", shown: ["> one"]),
                ShellStep(line: 15, command: "ls \\\n  -l", shown: ["total 0"]),
                ShellStep(line: 18, command: "watch", shown: ["a", "^C"]),
            ]
        )
        #expect(steps.map(\.isInterrupted) == [false, false, true])
    }

    @Test(arguments: [
        (["a  1", "c"], "a 1\nb\nc\n", nil),
        (["a", "c"], "c\na\n", "c"),
        (
            [#"{"id":"01M8C18DJ6E4S5Y1JBKJHSTJSC","sent":2,"#, #""ms":0.98}"#],
            #"{"id":"01M8C18DJ6E4S5Y1JBKJHSTJSD","sent":2,"ms":12.5}"#, nil
        ),
        ([#"{"sent":2}"#], #"{"sent":1}"#, #"{"sent":2}"#),
        (
            ["127.0.0.1:7946 2026-11-22T17:30:32.200Z"], "127.0.0.1:7946 2027-01-01T00:00:00.000Z",
            nil
        ),
        (["127.0.0.1:7946"], "127.0.0.2:7946", "127.0.0.1:7946"),
        (["a … z"], "a lot z", nil),
    ])
    func `what is shown is what was said, but for what is another each time`(
        shown: [String],
        said: String,
        missing: String?
    ) {
        #expect(ShownText(lines: shown).missing(from: said) == missing)
    }

    @Test(.enabled(if: PageShell.canRun || mustRun, "no network namespaces: run as root"))
    func `a page that is wrong is found out`() throws {
        let shell = try PageShell()
        func flaw(_ command: String, _ shown: [String] = []) -> String? {
            do {
                try shell.run(ShellStep(line: 1, command: command, shown: shown), patience: 0)
                return nil
            } catch { return "\(error)" }
        }
        #expect(flaw("a=1; cd docs") == nil)
        #expect(flaw("echo $a; ls", ["1", "operations.md"]) == nil)
        #expect(flaw("false") == "exit code 1:\n")
        #expect(flaw("echo no", ["yes"])?.hasPrefix("it does not say\nyes\nbut\nno\n") == true)
        #expect(flaw("echo yes; tail -f /dev/null", ["yes", "^C"]) == nil)
        #expect(flaw("read -r line; echo ${line:-nothing}", ["nothing"]) == nil)
    }
}
