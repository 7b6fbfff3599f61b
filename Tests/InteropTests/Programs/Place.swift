// SPDX-License-Identifier: Apache-2.0

/// Where a program of a test runs: the address it listens on, and the network it is put into.
struct Place: Sendable {
    /// An IP address.
    var host = "127.0.0.1"
    /// Words before a command line that put the process into another network; none: this one.
    var entry: [String] = []

    static let loopback = Place()
    static let loopback6 = Place(host: "::1")

    /// That port of this place, as a flag takes it.
    func endpoint(_ port: UInt16) -> String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// Starts a program here.
    func start(_ path: String, _ arguments: [String], name: String) throws -> Child {
        let words = entry + [path] + arguments
        return try Child(words[0], Array(words.dropFirst()), name: name)
    }

    /// Runs a program here to its end.
    func run(
        _ path: String,
        _ arguments: [String],
        input: [UInt8] = [],
        within limit: Duration = .seconds(30)
    ) async throws -> Command {
        let words = entry + [path] + arguments
        return try await Command.run(
            words[0],
            Array(words.dropFirst()),
            input: input,
            within: limit
        )
    }
}
