// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FoundationEssentials
import Glibc

/// Parses, performs, and turns whatever happened into one line and an exit code.
@main
enum Program {
    static func main() {
        Interruption.unblock()
        let environment = ProcessInfo.processInfo.environment
        let console = Console(environment: environment)
        let arguments = Array(CommandLine.arguments.dropFirst())
        let status = run(arguments, Session(console: console, environment: environment))
        exit(status.rawValue)
    }

    private static func run(_ arguments: [String], _ session: Session) -> ExitStatus {
        let arguments = ArgumentOrder.commandFirst(arguments)
        if let sentence = unknownCommand(arguments) {
            session.console.complain(sentence)
            return .usage
        }
        do {
            var command = try PingctlCommand.parseAsRoot(arguments)
            guard let command = command as? any GatewayCommand else {
                try command.run()
                return .done
            }
            return try perform(command, session)
        } catch let error as PingctlError {
            session.console.complain(error.sentence)
            return error.exitStatus
        } catch {
            return answer(error, arguments, session.console)
        }
    }

    /// A sentence about a word that should be a command and is none.
    private static func unknownCommand(_ arguments: [String]) -> String? {
        let commands = names(of: PingctlCommand.self)
        if let sentence = CommandSuggestion.complaint(about: arguments, commands: commands) {
            return sentence + " (see pingctl --help)"
        }
        let command = PingctlCommand.configuration.subcommands
            .first { $0.configuration.commandName == arguments.first }
        // Behind rpc a member's name may stand.
        guard let command, let group = command.configuration.commandName, group != "rpc",
            case let commands = names(of: command), !commands.isEmpty
        else { return nil }
        let rest = Array(arguments.dropFirst())
        return CommandSuggestion.complaint(about: rest, commands: commands, of: group)
            .map { "\($0) (see pingctl \(group) --help)" }
    }

    private static func names(of command: any ParsableCommand.Type) -> [String] {
        command.configuration.subcommands.compactMap { $0.configuration.commandName }
    }

    private static func perform(
        _ command: any GatewayCommand,
        _ session: Session
    ) throws(PingctlError) -> ExitStatus {
        try command.perform(session)
    }

    /// Help and versions arrive as errors too; what is left is wrong usage.
    private static func answer(
        _ error: any Error,
        _ arguments: [String],
        _ console: Console
    ) -> ExitStatus {
        guard PingctlCommand.exitCode(for: error) != .success else {
            console.write(PingctlCommand.fullMessage(for: error) + "\n")
            return .done
        }
        let words = (["pingctl"] + commandWords(arguments)).joined(separator: " ")
        console.complain("\(sentence(error)) (see \(words) --help)")
        return .usage
    }

    /// The names of the command and of its subcommand, as far as there are such.
    private static func commandWords(_ arguments: [String]) -> [String] {
        var (words, command) = ([] as [String], PingctlCommand.self as any ParsableCommand.Type)
        for argument in arguments {
            let next = command.configuration.subcommands
                .first { $0.configuration.commandName == argument }
            guard let next else { break }
            words.append(argument)
            command = next
        }
        return words
    }

    /// The parser's words, as they stand after a program's name and a colon.
    private static func sentence(_ error: any Error) -> String {
        var words = Substring(PingctlCommand.message(for: error))
        while words.hasSuffix(".") { words.removeLast() }
        // A word in capitals is a name.
        if words.dropFirst().first?.isLowercase != true { return String(words) }
        return words.prefix(1).lowercased() + words.dropFirst()
    }
}
