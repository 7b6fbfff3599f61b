// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

struct CallingNodeTests {
    @Test func `two nodes call each other, and know that their messages arrived`() throws {
        let alice = try start("alice")
        let address = try #require(
            alice.output.wait(for: "\n")?.split(separator: " ").last.map(String.init)
        ).trimmingCharacters(in: .newlines)
        let bob = try start("bob", joining: address)
        for (program, other, name) in [(alice, "bob", "alice"), (bob, "alice", "bob")] {
            for words in [
                "delivered to \(other) by lane, \(11 + name.utf8.count) bytes in ",
                "\(other) makes of quiet: \"QUIET\"\n",
                "\(other) was given so many bytes: \"10485760\"\n",
                "heard: \"hello from \(other)\"\n",
            ] {
                try #require(
                    program.output.wait(for: words) != nil,
                    "\(words): \(program.output.text)\(program.errors.text)"
                )
            }
        }
        for (program, name) in [(bob, "bob"), (alice, "alice")] {
            program.send(signal: SIGINT)
            #expect(try program.waitForExit() == 0, "\(program.errors.waitForEnd())")
            #expect(program.output.waitForEnd().hasSuffix("\(name) has left\n"))
        }
    }

    @Test func `without a name and a port it says how it is called`() throws {
        let outcome = try BuiltProgram("calling-node").run(["alice"])
        #expect(outcome.status == 64)
        #expect(outcome.output == "Usage: calling-node NAME PORT [ADDRESS-TO-JOIN]...\n")
    }

    /// Line by line, as on a terminal.
    private func start(_ name: String, joining address: String? = nil) throws -> RunningProgram {
        let program = try BuiltProgram("calling-node")
        return try BuiltProgram(path: "/usr/bin/stdbuf").start(
            ["-oL", program.path, name, "0"] + (address.map { [$0] } ?? [])
        )
    }
}
