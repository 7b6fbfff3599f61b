// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A child process whose words are collected as they come; it is killed when nobody holds it.
package final class RunningProgram {
    package struct DidNotEnd: Error { package let errors: String }

    enum Input {
        case text(String)
        case handle(FileHandle)
    }

    package let output: CollectedText
    package let errors: CollectedText
    private let process = Process()
    private let exit = CollectedText()

    /// What `scripts/test` tells the sanitizers, of this process and of those that it starts.
    private static let sanitizerOptions = ProcessInfo.processInfo.environment.filter {
        ["ASAN_OPTIONS", "TSAN_OPTIONS"].contains($0.key)
    }

    init(
        _ path: String,
        _ arguments: [String],
        _ environment: [String: String],
        _ input: Input
    ) throws {
        let (output, errors, stdin) = (Pipe(), Pipe(), Pipe())
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.environment = environment.merging(Self.sanitizerOptions) { given, _ in given }
        process.standardOutput = output
        process.standardError = errors
        switch input {
        case .text: process.standardInput = stdin
        case .handle(let handle): process.standardInput = handle
        }
        process.terminationHandler = { [exit] _ in exit.end() }
        try process.run()
        self.output = CollectedText(from: output.fileHandleForReading)
        self.errors = CollectedText(from: errors.fileHandleForReading)
        if case .text(let text) = input {
            stdin.fileHandleForWriting.write(Data(text.utf8))
        }
        try stdin.fileHandleForWriting.close()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// What the system calls it.
    package var processIdentifier: Int32 { process.processIdentifier }

    package func send(signal: Int32) { kill(process.processIdentifier, signal) }

    package func waitForExit(within seconds: Double = 300) throws -> Int32 {
        guard exit.waitForEnd(within: seconds) != nil else {
            throw DidNotEnd(errors: errors.text)
        }
        process.waitUntilExit()
        return process.terminationReason == .exit
            ? process.terminationStatus : 128 + process.terminationStatus
    }
}
