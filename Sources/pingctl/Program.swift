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

    private static let seeHelp = " (see pingctl --help)"

    private static func run(_ arguments: [String], _ session: Session) -> ExitStatus {
        let arguments = ArgumentOrder.commandFirst(arguments)
        let commands = PingctlCommand.configuration.subcommands.compactMap {
            $0.configuration.commandName
        }
        if let sentence = CommandSuggestion.complaint(about: arguments, commands: commands) {
            session.console.complain(sentence + seeHelp)
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
            return answer(error, session.console)
        }
    }

    private static func perform(
        _ command: any GatewayCommand,
        _ session: Session
    ) throws(PingctlError) -> ExitStatus {
        try command.perform(session)
    }

    /// Help and versions arrive as errors too; what is left is wrong usage.
    private static func answer(_ error: any Error, _ console: Console) -> ExitStatus {
        guard PingctlCommand.exitCode(for: error) != .success else {
            console.write(PingctlCommand.fullMessage(for: error) + "\n")
            return .done
        }
        console.complain(sentence(error) + seeHelp)
        return .usage
    }

    /// The parser's words, as they stand after a program's name and a colon.
    private static func sentence(_ error: any Error) -> String {
        var words = Substring(PingctlCommand.message(for: error))
        while words.hasSuffix(".") { words.removeLast() }
        return words.prefix(1).lowercased() + words.dropFirst()
    }
}
