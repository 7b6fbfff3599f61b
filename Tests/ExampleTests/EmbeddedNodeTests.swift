// SPDX-License-Identifier: Apache-2.0

import BuiltPrograms
import Foundation
import Testing

struct EmbeddedNodeTests {
    @Test func `two embedded nodes greet each other, and one sees the other leave`() throws {
        let alice = try start("alice")
        let address = try #require(
            alice.output.wait(for: "\n")?.split(separator: " ").last.map(String.init)
        ).trimmingCharacters(in: .newlines)
        let bob = try start("bob", joining: address)

        try hears("alice: hello", bob)
        try hears("alice: welcome", bob)
        try hears("bob: hello", alice)
        try hears("bob: welcome", alice)
        #expect(alice.output.text.contains("joined: bob 127.0.0.1:"))
        #expect(alice.output.text.contains("sent to bob by stream, 12 bytes in "))

        bob.send(signal: SIGINT)
        #expect(try bob.waitForExit() == 0, "\(bob.errors.waitForEnd())")
        #expect(bob.output.waitForEnd().hasSuffix("bob has left\n"))
        #expect(alice.output.wait(for: "left: bob 127.0.0.1:") != nil, "\(alice.output.text)")

        alice.send(signal: SIGINT)
        #expect(try alice.waitForExit() == 0, "\(alice.errors.waitForEnd())")
        #expect(alice.output.waitForEnd().hasSuffix("alice has left\n"))
    }

    @Test func `without a name and a port it says how it is called`() throws {
        let outcome = try BuiltProgram("embedded-node").run(["alice"])
        #expect(outcome.status == 64)
        #expect(outcome.output == "Usage: embedded-node NAME PORT [ADDRESS-TO-JOIN]...\n")
    }

    private func hears(_ words: String, _ program: RunningProgram) throws {
        try #require(
            program.output.wait(for: "heard: \"\(words)\"\n") != nil,
            "\(program.output.text)\(program.errors.text)"
        )
    }

    /// Line by line, as on a terminal, which `stdbuf` is for; it becomes the program itself.
    private func start(_ name: String, joining address: String? = nil) throws -> RunningProgram {
        let program = try BuiltProgram("embedded-node")
        return try BuiltProgram(path: "/usr/bin/stdbuf").start(
            ["-oL", program.path, name, "0"] + (address.map { [$0] } ?? [])
        )
    }
}
