// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// What the words of a command line ask for.
enum Invocation {
    /// Help or the version, for standard output.
    case answer(String)
    /// `--check-config`.
    case check(ConfigurationSource)
    case run(ConfigurationSource)

    init(_ arguments: [String]) throws(Refusal) {
        do {
            let command = try PingdCommand.parse(arguments)
            let source = ConfigurationSource(flags: command.flags, file: command.general.config)
            self = command.general.checkConfig ? .check(source) : .run(source)
        } catch {
            guard PingdCommand.exitCode(for: error) != .success else {
                self = .answer(PingdCommand.fullMessage(for: error))
                return
            }
            throw Refusal(sentence: Self.sentence(error), exitStatus: .usage)
        }
    }

    /// The parser's words, as they stand after a program's name and a colon.
    private static func sentence(_ error: any Error) -> String {
        var words = Substring(PingdCommand.message(for: error))
        while words.hasSuffix(".") { words.removeLast() }
        return words.prefix(1).lowercased() + words.dropFirst() + " (see pingd --help)"
    }
}
