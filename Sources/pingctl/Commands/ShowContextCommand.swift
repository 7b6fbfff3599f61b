// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `pingctl context show`: asks no node.
struct ShowContextCommand: GatewayCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows one context, or the one in use.",
        discussion: """
            EXAMPLES
              pingctl context show
              pingctl context show prod -o json

            \(ExitStatus.help)
            """
    )

    @Argument(
        help: ArgumentHelp("Which one. (default: the one in use)", valueName: "name"),
        completion: ContextNames.completion
    )
    var name: String?

    @OptionGroup(title: "Output")
    var output: OutputOptions

    func perform(_ session: Session) throws(PingctlError) -> ExitStatus {
        let file = try ContextStore(environment: session.environment).read()
        guard let name = name ?? file.current else {
            session.console.complain("no context is in use; see pingctl context use")
            return .no
        }
        guard let context = file[name] else { throw .unknownContext(name) }
        ContextTable.show([context], of: file, as: output.format, session)
        return .done
    }
}
