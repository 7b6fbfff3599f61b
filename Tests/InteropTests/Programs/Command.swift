// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A program run to its end.
struct Command {
    let status: Int32
    let output: String
    let errors: String

    /// Runs it with `input` on standard input; it is killed when it takes longer than the limit.
    static func run(
        _ path: String,
        _ arguments: [String],
        input: [UInt8] = [],
        within limit: Duration = .seconds(30)
    ) async throws -> Command {
        let child = try Child(path, arguments)
        child.write(input, closing: true)
        do {
            let status = try await child.end(within: limit)
            return Command(
                status: status,
                output: try await text(of: child.output),
                errors: try await text(of: child.errors)
            )
        } catch {
            child.signal(9)
            throw error
        }
    }

    /// Everything a stream held, once its end was read.
    private static func text(of journal: Journal<String>) async throws -> String {
        try await journal.end(within: .seconds(10))
        return journal.elements().map { $0 + "\n" }.joined()
    }
}
