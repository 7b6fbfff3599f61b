// SPDX-License-Identifier: Apache-2.0

package import Foundation

/// A program of this package, as the build left it beside the tests.
package struct BuiltProgram {
    /// What a program said and how it ended.
    package struct Outcome: Equatable {
        package var status: Int32
        package var output: String
        package var errors: String

        package init(status: Int32, output: String, errors: String) {
            self.status = status
            self.output = output
            self.errors = errors
        }
    }

    package struct Missing: Error { package let path: String }

    package let path: String

    package init(_ name: String) throws {
        let tests = URL(
            filePath: try FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/self/exe"
            )
        )
        path = tests.deletingLastPathComponent().appending(path: name).path()
        guard FileManager.default.isExecutableFile(atPath: path) else { throw Missing(path: path) }
    }

    /// Any other program, such as a shell around ours.
    package init(path: String) { self.path = path }

    /// Runs it to its end; the environment is the one given, and what a sanitizer is told.
    package func run(
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String = ""
    ) throws -> Outcome {
        let running = try start(arguments, environment: environment, input: input)
        let status = try running.waitForExit()
        return Outcome(
            status: status,
            output: running.output.waitForEnd(),
            errors: running.errors.waitForEnd()
        )
    }

    /// Starts it and returns at once.
    package func start(
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String = ""
    ) throws -> RunningProgram {
        try RunningProgram(path, arguments, environment, .text(input))
    }

    /// Starts it with another's descriptor as its standard input.
    package func start(
        _ arguments: [String],
        environment: [String: String],
        standardInput: FileHandle
    ) throws -> RunningProgram {
        try RunningProgram(path, arguments, environment, .handle(standardInput))
    }
}
